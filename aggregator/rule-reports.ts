import type { Event } from "#shared/ecs/event.ts"
import { isMap } from "#shared/sigma/selection.ts"
import type { Store } from "./store/types.ts"

/** What one collector said of its rules. */
export interface CollectorRules {
  readonly collector: string
  readonly heardMs: number
  /** Versions by id: what it runs. */
  readonly versions: ReadonlyMap<string, string>
  readonly hits: ReadonlyMap<string, RuleHits>
}

export interface RuleHits {
  /** Since the collector started. */
  readonly count: number
  readonly lastMs: number
}

type Documents = Pick<Store, "put" | "documents" | "remove">

const kind = "rules"
const piecesMax = 100
const rowsMax = 2_000
const goneMs = 7 * 24 * 3_600_000

/** Keeps what a collector says of its rules. @returns whether the event says any such thing */
export async function putRuleReport(store: Documents, event: Event): Promise<boolean> {
  const report = reportIn(event)
  if (!report) return false
  const { name, atMs, part, body } = report
  await store.put(kind, { id: `${name} ${part}`, revision: atMs, body: { ...body, name, atMs } })
  if (part === "set 0") await forgetOld(store, name, Number(body["pieces"]), atMs)
  return true
}

/** The word of a collector, checked; nothing where it is none, as others may write to the topic. */
function reportIn(event: Event) {
  if (event["vedette.stream"] !== "status") return undefined
  try {
    const said: unknown = JSON.parse(event["vedette.status"] ?? "null")
    if (!isMap(said) || said["program"] !== "collector-rules") return undefined
    const { name, atMs, piece, pieces, sinceMs } = said
    if (typeof name !== "string" || name.length > 256 || !isCount(atMs)) return undefined
    const hits = rowsIn(said["hits"])
    if (said["kind"] === "hits" && hits)
      return { name, atMs, part: "hits", body: { hits, sinceMs } }
    const rules = rowsIn(said["rules"])
    const isPiece = isCount(piece) && isCount(pieces) && piece < pieces && pieces <= piecesMax
    if (said["kind"] !== "set" || !isPiece || !rules) return undefined
    return { name, atMs, part: `set ${piece}`, body: { rules, pieces } }
  } catch {
    return undefined // not JSON
  }
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0

const rowsIn = (value: unknown): unknown[][] | undefined =>
  Array.isArray(value) && value.length <= rowsMax && value.every((row) => Array.isArray(row))
    ? value
    : undefined

/** Pieces of a larger reading of before, and what collectors said that are gone. */
async function forgetOld(store: Documents, name: string, pieces: number, nowMs: number) {
  const old = (await store.documents(kind)).filter(({ id, body }) => {
    const isLeft = body["name"] === name && Number(/ set (\d+)$/.exec(id)?.[1] ?? -1) >= pieces
    return isLeft || nowMs - Number(body["atMs"]) > goneMs
  })
  if (old.length > 0)
    await store.remove(
      kind,
      old.map(({ id }) => id),
    )
}

type Asked = Pick<Store, "documents">

const slowMs = 100
const restFactor = 20
const restMsMax = 10_000
const known = new WeakMap<
  Asked,
  { readonly untilMs: number; readonly reports: readonly CollectorRules[] }
>()

/**
 * What all collectors said of their rules. Where there is so much of it that reading takes long, what
 * was read is kept for some seconds.
 */
export async function ruleReports(store: Asked): Promise<readonly CollectorRules[]> {
  const startMs = performance.now()
  const last = known.get(store)
  if (last && startMs < last.untilMs) return last.reports
  const reports = await readReports(store)
  const endMs = performance.now()
  const tookMs = endMs - startMs
  const restMs = Math.min(restFactor * tookMs, restMsMax)
  if (tookMs > slowMs) known.set(store, { untilMs: endMs + restMs, reports })
  return reports
}

async function readReports(store: Asked): Promise<readonly CollectorRules[]> {
  const found = new Map<
    string,
    { heardMs: number; versions: Map<string, string>; hits: Map<string, RuleHits> }
  >()
  for (const { body } of await store.documents(kind)) {
    const { name, atMs, rules, hits } = body
    if (typeof name !== "string") continue
    const one = found.get(name) ?? { heardMs: 0, versions: new Map(), hits: new Map() }
    found.set(name, one)
    one.heardMs = Math.max(one.heardMs, Number(atMs) || 0)
    for (const [id, version] of rowsIn(rules) ?? [])
      if (typeof id === "string") one.versions.set(id, String(version))
    for (const [id, count, lastMs] of rowsIn(hits) ?? [])
      if (typeof id === "string")
        one.hits.set(id, { count: Number(count) || 0, lastMs: Number(lastMs) || 0 })
  }
  return [...found]
    .map(([collector, said]) => ({ collector, ...said }))
    .sort((a, b) => a.collector.localeCompare(b.collector, "en"))
}
