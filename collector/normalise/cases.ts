import { readFileSync } from "node:fs"
import type { Event, Value } from "#shared/ecs/event.ts"
import { fieldOf } from "#shared/ecs/event.ts"
import type { Origin, Parse, Raw } from "#shared/pipeline/types.ts"
import { filesOf } from "./load.ts"

export interface FailedCase {
  readonly file: string
  /** Place in its file, from 1. */
  readonly case: number
  readonly reason: string
}

export interface CasesResult {
  readonly run: number
  readonly failed: readonly FailedCase[]
}

interface Case {
  readonly raw?: string
  readonly event?: object
  readonly format?: string
  readonly dataset?: string
  readonly expect: Readonly<Record<string, Value>>
}

/** Stamps without a year lie before this, so that cases do not age. */
const receivedMs = Date.UTC(2026, 5, 1)

/** Runs every `*.cases.yaml` below the folders through a parser. */
export function runCasesWith(parseRaw: Parse<Raw>, directories: readonly string[]): CasesResult {
  const failed: FailedCase[] = []
  let run = 0
  for (const file of filesOf(directories, (name) => name.endsWith(".cases.yaml"))) {
    const list = casesOf(file)
    if (typeof list === "string") failed.push({ file, case: 0, reason: list })
    else
      for (const [i, one] of list.entries()) {
        run += 1
        const reason = runCase(one, parseRaw)
        if (reason !== undefined) failed.push({ file, case: i + 1, reason })
      }
  }
  return { run, failed }
}

function casesOf(file: string): Case[] | string {
  try {
    const yaml: unknown = Bun.YAML.parse(readFileSync(file, "utf8"))
    return Array.isArray(yaml) ? yaml : "the file is not a list of cases"
  } catch (cause) {
    return String(cause)
  }
}

function runCase(one: Case, parseRaw: Parse<Raw>): string | undefined {
  const text = one?.raw ?? (one?.event ? JSON.stringify(one.event) : undefined)
  if (text === undefined || !one.expect) return "a case has `raw` or `event`, and `expect`"
  const origin: Origin = {
    source: "cases",
    batch: "cases",
    receivedMs,
    format: one.format ?? "auto",
    ...(one.dataset === undefined ? {} : { dataset: one.dataset }),
  }
  const events: Event[] = []
  parseRaw({ text, position: 0 }, origin, events)
  const wrong = Object.entries(one.expect)
    .map(([name, value]) => differs(events[0], name, value))
    .filter((text) => text !== undefined)
  return wrong.length === 0 ? undefined : wrong.join("; ")
}

function differs(event: Event | undefined, name: string, wanted: Value): string | undefined {
  const got = (event && fieldOf(event, name)) ?? null
  const [left, right] = [JSON.stringify(got), JSON.stringify(wanted)]
  return left === right ? undefined : `${name} is ${left}, expected ${right}`
}
