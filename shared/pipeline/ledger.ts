import type { Event } from "../ecs/event.ts"
import {
  addTo,
  deltasOf,
  emptyRow,
  hourMs,
  keyOf,
  type LedgerRow,
  type Note,
  noteOf,
  type ReportedRow,
  sumOf,
} from "./ledger-row.ts"

const hoursKept = 72

export interface Report {
  readonly rows: readonly ReportedRow[]
  /** To be called once it is durable. */
  done(): void
}

/**
 * The edge's side of the ledger: received and dropped per source and hour. Its deltas are written in
 * the same frame as the events they count (`note`), so that kill -9 leaves them true.
 */
export interface Ledger {
  /** Counts events about to be written: the note to write with them. It counts once written. */
  count(events: readonly Event[]): string
  /** Counts what is lost for good; it goes into the next note. */
  drop(source: string, reason: string, count: number): void
  /** Counts requests and connections that were turned away; it goes into the next note. */
  refuse(source: string, reason: string, count: number): void
  /** Adds a note that is durable. */
  written(note: string): void
  /** Tells of a note that has left the spool: what it counts is on the bus. */
  published(note: string): void
  /**
   * Events in the spool, by source, but for those of before the start: while such may be there,
   * `spoolIsCounted` is false.
   */
  spooled(): ReadonlyMap<string, number>
  readonly spoolIsCounted: boolean
  /** The sums of what is durable. */
  rows(): readonly LedgerRow[]
  /** True while there is something that was never reported. */
  readonly isNews: boolean
  /** Rises with each note, over restarts and clocks that are set back. */
  readonly revision: number
  /** At most so many rows: those with news first, then those reported longest ago. */
  report(rowsMax: number): Report
  snapshot(): string
  restore(snapshot: string | undefined, notes: readonly string[]): void
}

/** Told of each note when it is durable, and when it has left the spool. */
export interface LedgerWatcher {
  written?(delta: LedgerRow): void
  /** @param carried events of it that were records: not what it counts as dropped */
  published?(delta: LedgerRow, carried: number): void
}

export interface LedgerOptions extends LedgerWatcher {
  /** There is a spool before the bus: `published` is told what has left it. */
  readonly isSpooled?: boolean
}

interface Kept {
  readonly row: LedgerRow
  spooled: number
  spooledAlerts: number
  /** Counts changes; and what it was, and when, when the row was last reported. */
  changes: number
  reportedChanges: number
  reportedAt: number
}

export function openLedger(
  now: () => number,
  { isSpooled = false, ...watcher }: LedgerOptions = {},
): Ledger {
  const run = crypto.randomUUID()
  const rows = new Map<string, Kept>()
  const pending = openPending(now)
  let spoolIsCounted = !isSpooled
  let revision = 0

  const keptOf = (delta: LedgerRow): Kept => {
    const key = keyOf(delta)
    const known = rows.get(key)
    if (known) return known
    const row = emptyRow(delta.source, delta.hourMs)
    const kept = {
      row,
      spooled: 0,
      spooledAlerts: 0,
      changes: 0,
      reportedChanges: 0,
      reportedAt: 0,
    }
    rows.set(key, kept)
    return kept
  }
  const add = (delta: LedgerRow): Kept => {
    const kept = keptOf(delta)
    addTo(kept.row, delta)
    kept.changes++
    return kept
  }
  const forget = () => forgetOld(rows, now() - hoursKept * hourMs)

  return {
    count(events) {
      const deltas = deltasOf(events, now(), pending.take())
      revision = Math.max(revision + 1, now())
      return JSON.stringify({ run, revision, rows: [...deltas.values()] } satisfies Note)
    },
    written(note) {
      for (const delta of noteOf(note).rows) {
        const kept = add(delta)
        if (isSpooled) kept.spooled += carriedBy(delta)
        if (isSpooled) kept.spooledAlerts += delta.alerts
        watcher.written?.(delta)
      }
    },
    published(text) {
      const note = noteOf(text)
      for (const delta of note.rows) watcher.published?.(delta, carriedBy(delta))
      if (note.run !== run) return // it was never counted as spooled
      spoolIsCounted = true
      for (const delta of note.rows) {
        const kept = keptOf(delta)
        kept.spooled -= carriedBy(delta)
        kept.spooledAlerts -= delta.alerts
        kept.changes++
      }
    },
    spooled: () => spooledIn(rows.values()),
    get revision() {
      return revision
    },
    get spoolIsCounted() {
      return spoolIsCounted
    },
    drop: (source, reason, count) =>
      pending.add(source, { received: count, dropped: { [reason]: count } }),
    refuse: (source, reason, count) => pending.add(source, { refused: { [reason]: count } }),
    rows: () => rowsIn(rows),
    get isNews() {
      return [...rows.values()].some(({ changes, reportedChanges }) => changes !== reportedChanges)
    },
    report(rowsMax) {
      forget()
      return reportOf(rows.values(), rowsMax)
    },
    snapshot() {
      forget()
      return JSON.stringify({ run: "", revision, rows: rowsIn(rows) } satisfies Note)
    },
    restore(snapshot, notes) {
      for (const text of snapshot === undefined ? notes : [snapshot, ...notes]) {
        const note = noteOf(text)
        revision = Math.max(revision, note.revision)
        for (const delta of note.rows) add(delta)
      }
    },
  }
}

const rowsIn = (rows: ReadonlyMap<string, Kept>) => [...rows.values()].map(({ row }) => row)

function forgetOld(rows: Map<string, Kept>, oldestMs: number): void {
  for (const [key, { row, changes, reportedChanges }] of rows)
    if (row.hourMs < oldestMs && changes === reportedChanges) rows.delete(key)
}

/** Counts that no frame has carried yet: one row for an hour of a source. */
function openPending(now: () => number) {
  let rows = new Map<string, LedgerRow>()
  return {
    add(source: string, delta: Partial<LedgerRow>) {
      const row = emptyRow(source, now())
      const known = rows.get(keyOf(row)) ?? row
      addTo(known, { ...row, dropped: {}, refused: {}, ...delta })
      rows.set(keyOf(row), known)
    },
    take(): Map<string, LedgerRow> {
      const taken = rows
      rows = new Map()
      return taken
    },
  }
}

function spooledIn(rows: Iterable<Kept>): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const { row, spooled } of rows) sums.set(row.source, (sums.get(row.source) ?? 0) + spooled)
  return sums
}

let reports = 0

function reportOf(rows: Iterable<Kept>, rowsMax: number): Report {
  const isOld = ({ changes, reportedChanges }: Kept) => (changes === reportedChanges ? 1 : 0)
  const told = [...rows]
    .sort((a, b) => isOld(a) - isOld(b) || a.reportedAt - b.reportedAt)
    .slice(0, rowsMax)
    .map((kept) => ({ kept, changes: kept.changes }))
  return {
    rows: told.map(({ kept }) => ({ ...structuredClone(kept.row), ...spooledOf(kept) })),
    done() {
      reports++
      for (const { kept, changes } of told) {
        kept.reportedChanges = changes
        kept.reportedAt = reports
      }
    },
  }
}

/** Events of a delta that are records of the frame it was written with. */
const carriedBy = ({ received, dropped }: LedgerRow) => received - sumOf(dropped)

const spooledOf = ({ spooled, spooledAlerts }: Kept) => ({
  spooled: Math.max(0, spooled),
  spooledAlerts: Math.max(0, spooledAlerts),
})
