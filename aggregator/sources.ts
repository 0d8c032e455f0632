import { edgeRowOf } from "./ledger/parts.ts"
import type { Store } from "./store/types.ts"

/** When each source was last heard, and how much it sent in the kept hours. */
export async function sourcesOf(store: Store) {
  const bySource = new Map<
    string,
    { source: string; collector: string; lastMs: number; events: number }
  >()
  for (const row of (await store.documents("ledger")).map(edgeRowOf)) {
    const key = `${row.collector} ${row.source}`
    const known = bySource.get(key)
    bySource.set(key, {
      source: row.source,
      collector: row.collector,
      lastMs: Math.max(row.lastMs, known?.lastMs ?? 0),
      events: row.received + (known?.events ?? 0),
    })
  }
  return [...bySource.values()].sort((a, b) => b.lastMs - a.lastMs)
}
