import { type LedgerRow as EdgeRow, hourMs } from "#shared/pipeline/ledger.ts"
import type { Store } from "./store/types.ts"

/** received = stored + deduplicated + dropped, by source; `difference` is what is missing. */
export interface Balance {
  readonly source: string
  readonly received: number
  readonly stored: number
  readonly deduplicated: number
  readonly dropped: Readonly<Record<string, number>>
  readonly difference: number
}

/**
 * The balance of events received in [fromMs, toMs), widened to whole hours. What collectors have
 * received is known up to their last status (every 10 s), so a running source may show a difference
 * for that long.
 */
export async function balance(store: Store, fromMs: number, toMs: number): Promise<Balance[]> {
  const from = Math.floor(fromMs / hourMs) * hourMs
  const to = Math.ceil(toMs / hourMs) * hourMs
  const bySource = new Map<string, { received: number; dropped: Record<string, number> }>()
  for (const { body } of await store.documents("ledger")) {
    const row = body as unknown as EdgeRow
    if (row.hourMs < from || row.hourMs >= to) continue
    const sum = bySource.get(row.source) ?? { received: 0, dropped: {} }
    bySource.set(row.source, sum)
    sum.received += row.received
    for (const [reason, count] of Object.entries(row.dropped))
      sum.dropped[reason] = (sum.dropped[reason] ?? 0) + count
  }
  const tallies = new Map((await store.tally(from, to)).map((tally) => [tally.source, tally]))
  const sources = [...new Set([...bySource.keys(), ...tallies.keys()])]
    .filter((one) => one !== "bus")
    .sort()
  return sources.map((source) => {
    const { received, dropped } = bySource.get(source) ?? { received: 0, dropped: {} }
    const { stored = 0, deduplicated = 0 } = tallies.get(source) ?? {}
    const droppedInAll = Object.values(dropped).reduce((sum, n) => sum + n, 0)
    return {
      source,
      received,
      stored,
      deduplicated,
      dropped,
      difference: received - stored - deduplicated - droppedInAll,
    }
  })
}

/** When each source was last heard, and how much it sent in the kept hours. */
export async function sourcesOf(store: Store) {
  const bySource = new Map<
    string,
    { source: string; collector: string; lastMs: number; events: number }
  >()
  for (const { body } of await store.documents("ledger")) {
    const row = body as unknown as EdgeRow & { collector: string }
    const known = bySource.get(`${row.collector} ${row.source}`)
    bySource.set(`${row.collector} ${row.source}`, {
      source: row.source,
      collector: row.collector,
      lastMs: Math.max(row.lastMs, known?.lastMs ?? 0),
      events: row.received + (known?.events ?? 0),
    })
  }
  return [...bySource.values()].sort((a, b) => b.lastMs - a.lastMs)
}
