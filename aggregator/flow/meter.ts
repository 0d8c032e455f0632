import { edgeRowOf } from "../ledger/parts.ts"
import type { Document, Store } from "../store/types.ts"
import { openRates } from "./rates.ts"

/** How fast events go through, from what programs say of themselves; events a second. */
export interface FlowMeter {
  /** To be called now and then: a rate is what grew between looks. */
  look(): Promise<void>
  source(collector: string, source: string): number | undefined
  collector(name: string): number | undefined
  /** What it stored. */
  aggregator(name: string): number | undefined
}

const keyOf = (...names: readonly string[]) => JSON.stringify(names)

export function openFlowMeter(store: Pick<Store, "documents">, now: () => number): FlowMeter {
  const rates = openRates(now)
  const growth = openGrowth()
  return {
    async look() {
      const ledger = await store.documents("ledger")
      const heard = new Map<string, number>()
      for (const { body } of await store.documents("status")) {
        const [name, atMs, stored] = [String(body.name), Number(body.atMs) || 0, body.stored]
        if (body.program === "collector") heard.set(name, atMs)
        else if (typeof stored === "number") rates.note(keyOf("aggregator", name), atMs, stored)
      }
      for (const { collector, key, count } of growth(ledger)) {
        const atMs = heard.get(collector)
        if (atMs !== undefined) rates.note(key, atMs, count)
      }
      rates.forget()
    },
    source: (collector, source) => rates.perSecond(keyOf("source", collector, source)),
    collector: (name) => rates.perSecond(keyOf("collector", name)),
    aggregator: (name) => rates.perSecond(keyOf("aggregator", name)),
  }
}

interface Grown {
  readonly collector: string
  readonly key: string
  readonly count: number
}

/** Rows are of an hour each: what they grew by is added up, so that no new hour sets a count back. */
function openGrowth(): (documents: readonly Document[]) => readonly Grown[] {
  let before: ReadonlyMap<string, number> | undefined
  let sums = new Map<string, Grown>()
  return (documents) => {
    const next = new Map<string, Grown>()
    const rows = new Map<string, number>()
    for (const document of documents) {
      const { collector, source, received } = edgeRowOf(document)
      const grown = before ? Math.max(0, received - (before.get(document.id) ?? 0)) : 0
      rows.set(document.id, received)
      for (const key of [keyOf("source", collector, source), keyOf("collector", collector)]) {
        const known = next.get(key) ?? sums.get(key)
        next.set(key, { collector, key, count: (known?.count ?? 0) + grown })
      }
    }
    ;[before, sums] = [rows, next]
    return [...next.values()]
  }
}
