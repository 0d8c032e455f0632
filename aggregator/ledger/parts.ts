import { addCounts, hourMs, type ReportedRow, sumOf } from "#shared/pipeline/ledger-row.ts"
import type { Document, Tally } from "../store/types.ts"

/** A sum and what became of it: received = stored + deduplicated + dropped + onTheWay + difference. */
export interface Account {
  /** By the collector's word, and what the store holds beyond it (`unreported`). */
  received: number
  unreported: number
  stored: number
  deduplicated: number
  /** In the collector's spool or on the bus. */
  onTheWay: number
  difference: number
}

/** One hour of one source of one collector. */
export interface Part extends Account {
  readonly collector: string
  readonly source: string
  readonly hourMs: number
  unparsed: number
  readonly dropped: Record<string, number>
  /** Requests and connections turned away: nothing that was received. */
  readonly refused: Record<string, number>
  /** Raised at the edge; none is ever dropped. */
  readonly alerts: Account
  spooled: number
  spooledAlerts: number
  lastMs: number
}

export type EdgeRow = ReportedRow & { readonly collector: string }

/** Pairs what collectors say they received with what the store holds, hour by hour. */
export function partsOf(
  documents: readonly Document[],
  tallies: readonly Tally[],
  isAskedFor: (hourMs: number) => boolean,
): Part[] {
  const parts = new Map<string, Part>()
  const partAt = (collector: string, source: string, hour: number): Part => {
    const key = JSON.stringify([collector, source, hour])
    const part = parts.get(key) ?? emptyPart(collector, source, hour)
    parts.set(key, part)
    return part
  }
  for (const row of documents.map(edgeRowOf))
    if (isAskedFor(row.hourMs)) addRow(partAt(row.collector, row.source, row.hourMs), row)
  for (const tally of tallies) {
    if (tally.collector === "" || !isAskedFor(tally.hourMs)) continue // our own
    const part = partAt(tally.collector, tally.source, tally.hourMs)
    part.stored += tally.stored
    part.deduplicated += tally.deduplicated
    part.alerts.stored += tally.alerts
    part.alerts.deduplicated += tally.alertsDeduplicated
  }
  return [...parts.values()]
}

/** What a document says, whatever version of a collector wrote it. */
export function edgeRowOf({ body }: Document): EdgeRow {
  const { source, collector, hourMs: hour, dropped, refused, ...counts } = body
  const count = (name: string) => Number(counts[name]) || 0
  return {
    source: String(source ?? ""),
    collector: String(collector ?? ""),
    hourMs: Math.floor((Number(hour) || 0) / hourMs) * hourMs,
    received: count("received"),
    unparsed: count("unparsed"),
    alerts: count("alerts"),
    dropped: countsIn(dropped),
    refused: countsIn(refused),
    spooled: count("spooled"),
    spooledAlerts: count("spooledAlerts"),
    lastMs: count("lastMs"),
  }
}

function countsIn(value: unknown): Record<string, number> {
  if (typeof value !== "object" || value === null) return {}
  return Object.fromEntries(Object.entries(value).map(([name, n]) => [name, Number(n) || 0]))
}

function addRow(part: Part, row: EdgeRow): void {
  part.received += row.received
  part.unparsed += row.unparsed
  part.alerts.received += row.alerts
  part.spooled += row.spooled
  part.spooledAlerts += row.spooledAlerts
  part.lastMs = Math.max(part.lastMs, row.lastMs)
  addCounts(part.dropped, row.dropped)
  addCounts(part.refused, row.refused)
}

/** Received, and found neither in the store nor among what was dropped; below zero: found too often. */
export const missingOf = ({ received, stored, deduplicated, dropped }: Part): number =>
  received - stored - deduplicated - sumOf(dropped)

export const missingAlertsOf = ({ alerts }: Part): number =>
  alerts.received - alerts.stored - alerts.deduplicated

export const emptyAccount = (): Account => ({
  received: 0,
  unreported: 0,
  stored: 0,
  deduplicated: 0,
  onTheWay: 0,
  difference: 0,
})

export const emptyPart = (collector: string, source: string, hour: number): Part => ({
  collector,
  source,
  hourMs: hour,
  ...emptyAccount(),
  unparsed: 0,
  dropped: {},
  refused: {},
  alerts: emptyAccount(),
  spooled: 0,
  spooledAlerts: 0,
  lastMs: 0,
})
