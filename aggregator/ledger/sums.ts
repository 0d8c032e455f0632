import { addCounts } from "#shared/pipeline/ledger-row.ts"
import { type Account, emptyAccount, type Part } from "./parts.ts"

/** The sums of a source, over hours. */
export interface Sums extends Account {
  /** What a format could read, and what none could. */
  parsed: number
  unparsed: number
  readonly dropped: Record<string, number>
  readonly refused: Record<string, number>
  readonly alerts: Account
}

/** received = stored + deduplicated + dropped + onTheWay + difference, by source. */
export interface Balance extends Sums {
  readonly source: string
  /** A loss at one collector is not made good by a surplus at another. */
  readonly balanced: boolean
  readonly collectors: readonly (Sums & { readonly collector: string })[]
  /** The hours that do not balance, each at its collector. */
  readonly differences: readonly Difference[]
}

export interface Difference {
  readonly collector: string
  readonly hourMs: number
  /** Missing from the store; below zero: there too often. */
  readonly events: number
  readonly alerts: number
}

export function sumUp(parts: readonly Part[]): Balance[] {
  const sources = Map.groupBy(parts, ({ source }) => source)
  return [...sources]
    .map(([source, ofSource]) => balanceOf(source, ofSource))
    .sort((a, b) => (a.source < b.source ? -1 : 1))
}

function balanceOf(source: string, parts: readonly Part[]): Balance {
  const byCollector = [...Map.groupBy(parts, ({ collector }) => collector)].sort()
  const differences = parts
    .filter((part) => part.difference !== 0 || part.alerts.difference !== 0)
    .map(({ collector, hourMs, difference, alerts }) => ({
      collector,
      hourMs,
      events: difference,
      alerts: alerts.difference,
    }))
    .sort((a, b) => a.hourMs - b.hourMs)
  return {
    source,
    ...sumsOf(parts),
    balanced: differences.length === 0,
    collectors: byCollector.map(([collector, some]) => ({ collector, ...sumsOf(some) })),
    differences,
  }
}

export function sumsOf(parts: readonly (Omit<Sums, "parsed"> & { parsed?: number })[]): Sums {
  const sums: Sums = {
    ...emptyAccount(),
    parsed: 0,
    unparsed: 0,
    dropped: {},
    refused: {},
    alerts: emptyAccount(),
  }
  for (const part of parts) {
    addAccount(sums, part)
    addAccount(sums.alerts, part.alerts)
    sums.unparsed += part.unparsed
    addCounts(sums.dropped, part.dropped)
    addCounts(sums.refused, part.refused)
  }
  const lost = Object.values(sums.dropped).reduce((sum, count) => sum + count, 0)
  sums.parsed = sums.received - lost - sums.unparsed
  return sums
}

function addAccount(sums: Account, more: Account): void {
  sums.received += more.received
  sums.unreported += more.unreported
  sums.stored += more.stored
  sums.deduplicated += more.deduplicated
  sums.onTheWay += more.onTheWay
  sums.difference += more.difference
}
