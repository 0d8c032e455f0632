import { type Event, fieldOf } from "../ecs/event.ts"

/** What came in from one source in one hour (UTC, of receipt), counted at the edge. */
export interface LedgerRow {
  readonly source: string
  /** First instant of the hour, epoch ms. */
  readonly hourMs: number
  /** Events made of what was received, whether parsed or not, and all that was dropped. */
  received: number
  unparsed: number
  alerts: number
  /** Lost for good, by reason: part of `received`. */
  readonly dropped: Record<string, number>
  /** Requests and connections turned away, by reason: who sent them knows, so nothing is lost. */
  readonly refused: Record<string, number>
  /** When it was heard last; 0 where nothing was but drops or refusals. */
  lastMs: number
}

export const hourMs = 3_600_000
const hoursKept = 72

/** A row as it is reported: with what of it lies in the spool still. */
export interface ReportedRow extends LedgerRow {
  readonly spooled: number
  readonly spooledAlerts: number
}

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

interface Note {
  /** The run of the program that wrote it. */
  readonly run: string
  readonly revision: number
  readonly rows: readonly LedgerRow[]
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
    rows: () => [...rows.values()].map(({ row }) => row),
    get isNews() {
      return [...rows.values()].some(({ changes, reportedChanges }) => changes !== reportedChanges)
    },
    report(rowsMax) {
      forget()
      return reportOf(rows.values(), rowsMax)
    },
    snapshot() {
      forget()
      const all = [...rows.values()].map(({ row }) => row)
      return JSON.stringify({ run: "", revision, rows: all } satisfies Note)
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

const keyOf = ({ hourMs: hour, source }: LedgerRow) => `${hour} ${source}`

/** Events of a delta that are records of the frame it was written with. */
const carriedBy = ({ received, dropped }: LedgerRow) => received - sumOf(dropped)

const spooledOf = ({ spooled, spooledAlerts }: Kept) => ({
  spooled: Math.max(0, spooled),
  spooledAlerts: Math.max(0, spooledAlerts),
})

export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

/** Earlier versions wrote the rows alone, and nothing of refusals. */
function noteOf(text: string): Note {
  const said = JSON.parse(text) as Note | readonly LedgerRow[]
  const { run, revision, rows } = "rows" in said ? said : { run: "", revision: 0, rows: said }
  return {
    run,
    revision,
    rows: rows.map((row) => ({ ...emptyRow(row.source, row.hourMs), ...row })),
  }
}

function addTo(row: LedgerRow, delta: LedgerRow): void {
  row.received += delta.received
  row.unparsed += delta.unparsed
  row.alerts += delta.alerts
  row.lastMs = Math.max(row.lastMs, delta.lastMs)
  addCounts(row.dropped, delta.dropped)
  addCounts(row.refused, delta.refused)
}

export function addCounts(sums: Record<string, number>, more: Readonly<Record<string, number>>) {
  for (const [name, count] of Object.entries(more))
    sums[name] = (Object.hasOwn(sums, name) ? sums[name]! : 0) + count
}

function deltasOf(
  events: readonly Event[],
  nowMs: number,
  pending: ReadonlyMap<string, LedgerRow>,
): Map<string, LedgerRow> {
  const deltas = new Map(pending)
  let created: string | undefined
  let createdMs = 0
  for (const event of events) {
    const stream = event["vedette.stream"]
    if (stream === "status" || fieldOf(event, "vedette.letter") !== undefined) continue
    if (event["event.created"] !== created) {
      created = event["event.created"]
      createdMs = Date.parse(created ?? "") || nowMs
    }
    const delta = deltaOf(deltas, event["vedette.source"] ?? "", createdMs)
    if (stream === "alerts") delta.alerts++
    else delta.received++
    if (stream === "pipeline") delta.unparsed++
    if (stream !== "alerts") delta.lastMs = Math.max(delta.lastMs, createdMs)
  }
  return deltas
}

function deltaOf(deltas: Map<string, LedgerRow>, source: string, atMs: number): LedgerRow {
  const empty = emptyRow(source, atMs)
  const key = keyOf(empty)
  const known = deltas.get(key) ?? empty
  deltas.set(key, known)
  return known
}

function emptyRow(source: string, atMs: number): LedgerRow {
  return {
    source,
    hourMs: Math.floor(atMs / hourMs) * hourMs,
    received: 0,
    unparsed: 0,
    alerts: 0,
    dropped: {},
    refused: {},
    lastMs: 0,
  }
}
