import type { Event } from "../ecs/event.ts"

/** What came in from one source in one hour (UTC, of receipt), counted at the edge. */
export interface LedgerRow {
  readonly source: string
  /** First instant of the hour, epoch ms. */
  readonly hourMs: number
  /** Events made of what was received, whether parsed or not, and all that was dropped. */
  received: number
  unparsed: number
  alerts: number
  readonly dropped: Record<string, number>
  lastMs: number
}

export const hourMs = 3_600_000
const hoursKept = 72

/**
 * The edge's side of the ledger: received and dropped per source and hour. Its deltas are written in
 * the same frame as the events they count (`note`), so that kill -9 leaves them true.
 */
export interface Ledger {
  /** Counts events about to be written: the note to write with them. It counts once written. */
  count(events: readonly Event[]): string
  /** Counts what is lost for good; it goes into the next note. */
  drop(source: string, reason: string, count: number): void
  /** Adds a note that is durable. */
  written(note: string): void
  /** The sums of what is durable. */
  rows(): readonly LedgerRow[]
  snapshot(): string
  restore(snapshot: string | undefined, notes: readonly string[]): void
}

export function openLedger(now: () => number): Ledger {
  const rows = new Map<string, LedgerRow>()
  let pending: LedgerRow[] = []

  const add = (delta: LedgerRow) => {
    const key = `${delta.hourMs} ${delta.source}`
    const row = rows.get(key)
    if (!row) {
      rows.set(key, { ...delta, dropped: { ...delta.dropped } })
      return
    }
    row.received += delta.received
    row.unparsed += delta.unparsed
    row.alerts += delta.alerts
    row.lastMs = Math.max(row.lastMs, delta.lastMs)
    for (const [reason, count] of Object.entries(delta.dropped))
      row.dropped[reason] = (row.dropped[reason] ?? 0) + count
  }

  const written = (note: string) => {
    for (const delta of JSON.parse(note) as LedgerRow[]) add(delta)
  }

  const forgetOld = () => {
    const oldest = now() - hoursKept * hourMs
    for (const [key, row] of rows) if (row.hourMs < oldest) rows.delete(key)
  }

  return {
    count(events) {
      const deltas = [...pending, ...deltasOf(events, now())]
      pending = []
      return JSON.stringify(deltas)
    },
    written,
    drop(source, reason, count) {
      pending.push({
        ...emptyRow(source, now()),
        received: count,
        dropped: { [reason]: count },
      })
    },
    rows: () => [...rows.values()],
    snapshot() {
      forgetOld()
      return JSON.stringify([...rows.values()])
    },
    restore(snapshot, notes) {
      for (const note of snapshot === undefined ? notes : [snapshot, ...notes]) written(note)
    },
  }
}

function deltasOf(events: readonly Event[], nowMs: number): LedgerRow[] {
  const deltas = new Map<string, LedgerRow>()
  for (const event of events) {
    const stream = event["vedette.stream"]
    if (stream === "status") continue
    const source = event["vedette.source"] ?? ""
    const createdMs = Date.parse(event["event.created"] ?? "") || nowMs
    const key = `${Math.floor(createdMs / hourMs)} ${source}`
    const row = deltas.get(key) ?? emptyRow(source, createdMs)
    deltas.set(key, row)
    if (stream === "alerts") row.alerts++
    else row.received++
    if (stream === "pipeline") row.unparsed++
    row.lastMs = Math.max(row.lastMs, createdMs)
  }
  return [...deltas.values()]
}

function emptyRow(source: string, atMs: number): LedgerRow {
  return {
    source,
    hourMs: Math.floor(atMs / hourMs) * hourMs,
    received: 0,
    unparsed: 0,
    alerts: 0,
    dropped: {},
    lastMs: atMs,
  }
}
