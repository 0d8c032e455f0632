import { readFile, stat } from "node:fs/promises"
import type { Event } from "#shared/ecs/event.ts"
import { isMap } from "#shared/sigma/selection.ts"
import type { Rule } from "#shared/sigma/types.ts"
import { canParse, parseRaw } from "../trial/parse-raw.ts"
import { openTried } from "../trial/tried.ts"

/** A case beside a rule and what came of it; undefined where it can't be run here. */
export interface RanCase {
  readonly name: string
  readonly isHit: boolean
  readonly event: Event | undefined
  readonly isRight: boolean | undefined
}

export interface RanCases {
  readonly cases: readonly RanCase[]
  readonly problem?: string
  /** Whether a collector could read those that were not tried. */
  readonly canMore?: boolean
}

const bytesMax = 262_144
const casesMax = 100
const keptMax = 500
const known = new Map<string, RanCases>()

/**
 * Runs the cases beside a rule that are events; raw records only where they are asked for, since a
 * collector must read them first. Undefined where there are none. What came of them is kept while rule
 * and cases stay as they are.
 */
export async function casesOf(
  { file, text, version }: Rule,
  withRaw: boolean,
): Promise<RanCases | undefined> {
  const path = file.replace(/\.ya?ml$/, ".cases.yaml")
  const found = await stat(path).catch(() => undefined)
  if (path === file || !found?.isFile()) return undefined
  if (found.size > bytesMax) return { cases: [], problem: "the file of cases is too large" }
  const key = `${version} ${path} ${found.mtimeMs} ${found.size}`
  const last = known.get(key)
  if (last && !(withRaw && last.canMore)) return last
  const ran = await run(text, await readFile(path, "utf8"), withRaw).catch((cause: Error) => ({
    ...{ cases: [], problem: cause.message },
  }))
  if (known.size >= keptMax) known.clear()
  known.set(key, ran)
  return ran
}

async function run(text: string, written: string, withRaw: boolean): Promise<RanCases> {
  const read = readCases(written)
  const cases = withRaw ? await withEvents(read) : read
  const events = cases.flatMap(({ event }) => event ?? [])
  using tried = openTried()
  const loaded = await tried.ask({ kind: "load", text, beside: [], folders: [] })
  const [refused] = loaded.refused
  if (refused) return { cases: [], problem: refused.reason }
  const { matched } = await tried.ask({ kind: "events", events })
  const hits = new Set(matched.map((number) => events[number]))
  return {
    cases: cases.map(({ name, isHit, event }) => ({
      ...{ name, isHit, event, isRight: event && hits.has(event) === isHit },
    })),
    canMore: !withRaw && canParse() && cases.some(({ event }) => !event),
  }
}

interface ReadCase extends Omit<RanCase, "isRight"> {
  readonly raw: string | undefined
  readonly dataset: string | undefined
}

/** The raw ones as a collector reads them. */
async function withEvents(cases: readonly ReadCase[]): Promise<readonly ReadCase[]> {
  const raw = cases.filter((one) => one.raw !== undefined)
  const records = raw.map(({ raw, dataset }) => ({
    ...{ raw: raw ?? "", ...(dataset && { dataset }) },
  }))
  const events = records.length > 0 ? await parseRaw(records) : []
  return cases.map((one) => ({ ...one, event: one.event ?? events[raw.indexOf(one)]?.[0] }))
}

/** `hits` and `misses`, each a list of flat events, lines or records. */
function readCases(written: string): ReadCase[] {
  const value: unknown = Bun.YAML.parse(written)
  if (!isMap(value)) throw new Error("the file is not a map of hits and misses")
  const all = (["hits", "misses"] as const).flatMap((kind) => {
    const list: readonly unknown[] = Array.isArray(value[kind]) ? value[kind] : []
    return list.map((one, at) => ({
      name: `${kind === "hits" ? "hit" : "miss"} ${at + 1}`,
      isHit: kind === "hits",
      ...caseOf(isMap(one) ? one : {}),
    }))
  })
  return all.slice(0, casesMax)
}

function caseOf(
  one: Readonly<Record<string, unknown>>,
): Pick<ReadCase, "event" | "raw" | "dataset"> {
  const { raw, record, dataset } = one
  const of = typeof dataset === "string" ? dataset : undefined
  if (typeof raw === "string") return { event: undefined, raw, dataset: of }
  if (isMap(record)) return { event: undefined, raw: JSON.stringify(record), dataset: of }
  return { event: one as Event, raw: undefined, dataset: of }
}
