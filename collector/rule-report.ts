import type { LogWriter } from "#shared/bus/log-types.ts"
import type { Deps } from "#shared/config/define.ts"
import { pause } from "#shared/pipeline/retrying.ts"
import type { Rule } from "#shared/sigma/types.ts"
import { recordOf } from "./bus-sink.ts"

/** What a collector says of its rules, beside its status: which it runs, and what they found. */
export type RuleReport =
  | {
      /** All rules of one reading, in pieces: a broker's message has its limit. */
      readonly kind: "set"
      readonly piece: number
      readonly pieces: number
      /** Id and version. */
      readonly rules: readonly (readonly [string, string])[]
    }
  | {
      readonly kind: "hits"
      readonly sinceMs: number
      /** Id, hits since the start, and when it last hit, as far as reports lie apart. */
      readonly hits: readonly (readonly [string, number, number])[]
    }

const rulesPerPiece = 500
const rulesMax = 20_000
const hitsMax = 2_000
/** An aggregator with a new store learns the rules after so long at most. */
const againMs = 3_600_000

/** What is new since it was asked last. It reads counters that are there anyway: no event waits. */
export function openRuleReports(
  rules: () => readonly Rule[],
  { metrics, now }: Pick<Deps, "metrics" | "now">,
): () => Promise<readonly RuleReport[]> {
  const sinceMs = now()
  const known = new Map<string, readonly [hits: number, lastMs: number]>()
  let told: readonly Rule[] | undefined
  let toldMs = 0
  const hitsNews = async (): Promise<readonly RuleReport[]> => {
    const { values = [] } = (await metrics.find("vedette_collector_rule_hits_total")?.get()) ?? {}
    let isNews = false
    for (const { labels, value } of values) {
      const id = String((labels as { rule?: string }).rule)
      if (value === (known.get(id)?.[0] ?? 0)) continue
      known.set(id, [value, now()])
      isNews = true
    }
    if (!isNews) return []
    const hits = [...known].map(([id, [count, lastMs]]) => [id, count, lastMs] as const)
    hits.sort((a, b) => b[2] - a[2])
    return [{ kind: "hits", sinceMs, hits: hits.slice(0, hitsMax) }]
  }
  const setNews = (): readonly RuleReport[] => {
    if (told === rules() && now() - toldMs < againMs) return []
    told = rules()
    toldMs = now()
    const all = told.slice(0, rulesMax).map(({ id, version }) => [id, version] as const)
    const pieces = Math.max(1, Math.ceil(all.length / rulesPerPiece))
    return Array.from({ length: pieces }, (_, piece) => ({
      ...({ kind: "set", piece, pieces } as const),
      rules: all.slice(piece * rulesPerPiece, (piece + 1) * rulesPerPiece),
    }))
  }
  return async () => [...setNews(), ...(await hitsNews())]
}

const firstMs = 2_000

/** Puts what is new on the bus, as events of the stream that statuses have. */
export async function reportRules(
  name: string,
  next: () => Promise<readonly RuleReport[]>,
  log: Pick<LogWriter, "append" | "full">,
  everyMs: number,
  { now }: Pick<Deps, "now">,
  signal: AbortSignal,
): Promise<void> {
  await pause(firstMs, signal)
  while (!signal.aborted) {
    if (!log.full) {
      const reports = await next()
      const records = reports.map((report) => recordOf(eventOf(name, report, now())))
      if (records.length > 0) await log.append(records, signal).catch(() => {}) // the next one tells
    }
    await pause(everyMs, signal)
  }
}

function eventOf(name: string, report: RuleReport, atMs: number) {
  const at = new Date(atMs).toISOString()
  return {
    "@timestamp": at,
    "event.id": crypto.randomUUID(),
    "event.created": at,
    "event.kind": "state",
    "vedette.stream": "status",
    "vedette.source": "status",
    "vedette.collector": name,
    "vedette.status": JSON.stringify({ program: "collector-rules", name, atMs, ...report }),
  } as const
}
