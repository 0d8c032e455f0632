import { usualGapMs } from "#shared/pipeline/silence.ts"
import { edgeRowOf } from "./ledger/parts.ts"
import { watchedOf } from "./silence/watch.ts"
import type { Document, Store } from "./store/types.ts"

/** What is known of a source of a collector. */
export interface SourceRow {
  readonly source: string
  readonly collector: string
  /** When an event of it was received last, epoch ms, by the clock of the collector; 0 for never. */
  readonly lastMs: number
  /** What it sent in the hours that are kept. */
  readonly events: number
  /** It is in the collector's configuration. */
  readonly isRead: boolean
  /** Usually it is heard within this time; absent until that is learnt. */
  readonly usualGapMs?: number
  /** Since when it is silent, where that is unusual. */
  readonly silentSinceMs?: number
  /** Hosts that its events name, and how many of them have not been heard for unusually long. */
  readonly hosts?: { readonly watched: number; readonly silent: number }
}

/** All sources that are configured, or that sent in the hours that are kept. */
export async function sourcesOf(store: Store, gapsLearnt: number): Promise<SourceRow[]> {
  const rows = new Map<string, Draft>()
  const rowOf = (collector: string, source: string): Draft => {
    const key = JSON.stringify([collector, source])
    const row = rows.get(key) ?? { source, collector, lastMs: 0, events: 0, isRead: false }
    rows.set(key, row)
    return row
  }
  for (const { body } of await store.documents("status"))
    if (body.program === "collector" && Array.isArray(body.sources))
      for (const source of body.sources) {
        const row = rowOf(String(body.name), String(source))
        row.isRead = true
        const hosts = hostsOf(body, String(source))
        if (hosts) row.hosts = hosts
      }
  for (const edge of (await store.documents("ledger")).map(edgeRowOf)) {
    const row = rowOf(edge.collector, edge.source)
    row.lastMs = Math.max(row.lastMs, edge.lastMs)
    row.events += edge.received
  }
  for (const document of await store.documents("silence")) addSilence(document, rowOf, gapsLearnt)
  return [...rows.values()].sort((a, b) => b.lastMs - a.lastMs)
}

function hostsOf({ hosts }: Document["body"], source: string): SourceRow["hosts"] {
  const { bySource } = (hosts ?? {}) as { readonly bySource?: Readonly<Record<string, unknown>> }
  if (typeof bySource !== "object" || bySource === null || !Object.hasOwn(bySource, source)) return
  const { watched, silent } = (bySource[source] ?? {}) as NonNullable<SourceRow["hosts"]>
  return { watched: Number(watched) || 0, silent: Number(silent) || 0 }
}

type Draft = { -readonly [Key in keyof SourceRow]: SourceRow[Key] }

function addSilence(
  { body }: Document,
  rowOf: (collector: string, source: string) => Draft,
  gapsLearnt: number,
): void {
  for (const [source, track] of watchedOf(body).sources) {
    const row = rowOf(String(body.collector), source)
    const usual = usualGapMs(track, gapsLearnt)
    if (usual !== undefined) row.usualGapMs = usual
    if (track.silentSinceMs !== undefined) row.silentSinceMs = track.silentSinceMs
    row.lastMs = Math.max(row.lastMs, track.lastMs)
  }
}
