import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Event } from "#shared/ecs/event.ts"
import type { ArrangedRules } from "#shared/sigma/rule-set.ts"
import { kindOf, type TextKind, textKinds } from "../kinds.ts"

/** A recorded event with a text of a kind, and the rules for that kind that fire on it. */
export interface Recorded {
  readonly source: "otrf" | "sigma" | "amides"
  readonly file: string
  readonly kind: TextKind
  readonly text: string
  readonly event: Event
  readonly rules: readonly string[]
  /** Some rule fires, be it for another kind of event. */
  readonly isMatched: boolean
}

interface Raw {
  readonly source: Recorded["source"]
  readonly file: string
  readonly line: string
}

const textOf: Readonly<Record<TextKind, (event: Event) => string | undefined>> = {
  process_creation: (event) =>
    /^(1|4688)$/.test(String(event["event.code"]))
      ? string(event["process.command_line"])
      : undefined,
  powershell: (event) => string(event["vendor.winlog.event_data.ScriptBlockText"]),
  proxy: (event) => string(event["url.original"]),
  registry: (event) => {
    const path = string(event["vendor.winlog.event_data.TargetObject"])
    const details = string(event["vendor.winlog.event_data.Details"])
    return path && details ? `${path} ${details}` : path
  },
}

const string = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined

/** Reads recorded events with the collector's own parser and asks the rules about each. */
export async function recordedEvents(corpora: string, rules: ArrangedRules): Promise<Recorded[]> {
  const raws = [...otrf(corpora), ...regression(corpora), ...amides(corpora)]
  const events = await parsed(raws)
  const kinds = new Map(rules.rules.map(({ id, logsource }) => [id, kindOf(logsource)]))
  return raws.flatMap(({ source, file }, i) => {
    const event = events[i]
    const kind = event && textKinds.find((one) => textOf[one](event))
    if (!event || !kind) return []
    const all: string[] = []
    rules.match(event, ({ id }) => all.push(id))
    const own = all.filter((id) => kinds.get(id) === kind)
    const text = textOf[kind](event)!
    return [{ source, file, kind, text, event, rules: own, isMatched: all.length > 0 }]
  })
}

const named = /"(?:CommandLine|ScriptBlockText|TargetObject)"/

/** Each text of a recording once for each program. */
function* otrf(corpora: string): Generator<Raw> {
  const folder = join(corpora, "otrf")
  const seen = new Set<string>()
  for (const name of readdirSync(folder)
    .filter((file) => file.endsWith(".zst"))
    .sort()) {
    const text = Bun.zstdDecompressSync(readFileSync(join(folder, name))).toString()
    for (const line of text.split("\n")) {
      if (!named.test(line)) continue
      const { CommandLine, ScriptBlockText, TargetObject, Image, Details, EventID } = JSON.parse(
        line,
      ) as Record<string, unknown>
      const told = CommandLine || ScriptBlockText || TargetObject
      const key = JSON.stringify([told, Image, Details, EventID])
      if (!told || seen.has(key)) continue
      seen.add(key)
      yield { source: "otrf", file: name, line }
    }
  }
}

function* regression(corpora: string): Generator<Raw> {
  for (const line of readFileSync(join(corpora, "sigma/regression.ndjson"), "utf8").split("\n"))
    if (line !== "") yield { source: "sigma", file: "regression.ndjson", line }
}

function* amides(corpora: string): Generator<Raw> {
  const folder = join(corpora, "amides/sigma/events/windows/process_creation")
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort())
    if (name.endsWith(".json")) {
      const line = JSON.stringify(JSON.parse(readFileSync(join(folder, name), "utf8")))
      yield { source: "amides", file: name, line }
    }
}

/** One event for each record, as `collector parse` makes it. */
async function parsed(raws: readonly Raw[]): Promise<(Event | undefined)[]> {
  const input = raws.map(({ line }) => `${JSON.stringify({ raw: line })}\n`).join("")
  const child = Bun.spawn([process.execPath, "collector/main.ts", "parse", "--by-record"], {
    stdin: new Blob([input]),
    stdout: "pipe",
    stderr: "inherit",
  })
  const output = (await new Response(child.stdout).text()).trimEnd().split("\n")
  if ((await child.exited) !== 0 || output.length !== raws.length)
    throw new Error(`parse gave ${output.length} answers for ${raws.length} records`)
  return output.map((line) => (JSON.parse(line) as Event[])[0])
}
