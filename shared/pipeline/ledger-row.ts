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

/** A row as it is reported: with what of it lies in the spool still. */
export interface ReportedRow extends LedgerRow {
  readonly spooled: number
  readonly spooledAlerts: number
}

/** What is written beside the records of a frame. */
export interface Note {
  /** The run of the program that wrote it. */
  readonly run: string
  readonly revision: number
  readonly rows: readonly LedgerRow[]
}

export const keyOf = ({ hourMs: hour, source }: LedgerRow) => `${hour} ${source}`

export const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

/** Earlier versions wrote the rows alone, and nothing of refusals. */
export function noteOf(text: string): Note {
  const said = JSON.parse(text) as Note | readonly LedgerRow[]
  const { run, revision, rows } = "rows" in said ? said : { run: "", revision: 0, rows: said }
  return {
    run,
    revision,
    rows: rows.map((row) => ({ ...emptyRow(row.source, row.hourMs), ...row })),
  }
}

export function addTo(row: LedgerRow, delta: LedgerRow): void {
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

export function deltasOf(
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

export function emptyRow(source: string, atMs: number): LedgerRow {
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
