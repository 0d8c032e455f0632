import { readFile, stat } from "node:fs/promises"
import type { Event } from "#shared/ecs/event.ts"
import { isMap } from "#shared/sigma/selection.ts"
import type { Rule } from "#shared/sigma/types.ts"
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
}

const bytesMax = 262_144
const casesMax = 100
const keptMax = 500
const known = new Map<string, RanCases>()

/**
 * Runs the cases beside a rule, as long as they are events; raw lines need a collector. Undefined where
 * there are none. What came of them is kept while rule and cases stay as they are.
 */
export async function casesOf({ file, text, version }: Rule): Promise<RanCases | undefined> {
  const path = file.replace(/\.ya?ml$/, ".cases.yaml")
  const found = await stat(path).catch(() => undefined)
  if (path === file || !found?.isFile()) return undefined
  if (found.size > bytesMax) return { cases: [], problem: "the file of cases is too large" }
  const key = `${version} ${path} ${found.mtimeMs} ${found.size}`
  const last = known.get(key)
  if (last) return last
  const ran = await run(text, await readFile(path, "utf8")).catch((cause: Error) => ({
    ...{ cases: [], problem: cause.message },
  }))
  if (known.size >= keptMax) known.clear()
  known.set(key, ran)
  return ran
}

async function run(text: string, written: string): Promise<RanCases> {
  const cases = readCases(written)
  const events = cases.flatMap(({ event }) => event ?? [])
  using tried = openTried()
  const loaded = await tried.ask({ kind: "load", text, beside: [], folders: [] })
  const [refused] = loaded.refused
  if (refused) return { cases: [], problem: refused.reason }
  const { matched } = await tried.ask({ kind: "events", events })
  const hits = new Set(matched.map((number) => events[number]))
  return {
    cases: cases.map((one) => ({
      ...one,
      isRight: one.event && hits.has(one.event) === one.isHit,
    })),
  }
}

/** `hits` and `misses`, each a list of flat events, lines or records. */
function readCases(written: string): Omit<RanCase, "isRight">[] {
  const value: unknown = Bun.YAML.parse(written)
  if (!isMap(value)) throw new Error("the file is not a map of hits and misses")
  const all = (["hits", "misses"] as const).flatMap((kind) => {
    const list: readonly unknown[] = Array.isArray(value[kind]) ? value[kind] : []
    return list.map((one, at) => ({
      name: `${kind === "hits" ? "hit" : "miss"} ${at + 1}`,
      isHit: kind === "hits",
      event: isMap(one) && !("raw" in one) && !("record" in one) ? (one as Event) : undefined,
    }))
  })
  return all.slice(0, casesMax)
}
