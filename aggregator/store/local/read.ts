import type { Event } from "#shared/ecs/event.ts"
import { queryMatches, valuesOf } from "../query-match.ts"
import type { Bars, Page, Scope, Terms } from "../types.ts"
import { ipColumns, separator, severityField, textColumns } from "./columns.ts"
import { type Condition, compileScope } from "./compile.ts"
import type { Files } from "./files.ts"

interface Row {
  readonly rowid: number
  readonly id: string
  readonly ts: number
  readonly body: string
}

export interface Limits {
  readonly scanMax: number
}

const pageRows = 500
const termsOverallMax = 10_000

/** Rows of one file that the condition lets through and the query confirms, newest first. */
function* rowsOf(
  files: Files,
  scope: Scope,
  condition: Condition,
  from?: readonly [ts: number, id: string],
): Generator<Row> {
  let [ts, id] = from ?? [Number.MAX_SAFE_INTEGER, "\uffff"]
  for (;;) {
    const pages = files.all().map(({ start, db }) => ({
      rows: files.guarded(start, () =>
        db
          .query(
            `SELECT events.rowid, events.id, ts, body FROM events JOIN bodies USING(rowid)
             WHERE ${condition.sql} AND (ts < ? OR (ts = ? AND events.id < ?))
             ORDER BY ts DESC, events.id DESC LIMIT ${pageRows}`,
          )
          .all(...condition.params, ts, ts, id),
      ) as Row[] | undefined,
    }))
    const rows = pages
      .flatMap((page) => page.rows ?? [])
      .sort((a, b) => b.ts - a.ts || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0))
      .slice(0, pageRows)
    for (const row of rows)
      if (condition.exact || queryMatches(scope.query, JSON.parse(row.body) as Event)) yield row
    const last = rows.at(-1)
    if (!last || rows.length < pageRows) return
    ts = last.ts
    id = last.id
  }
}

export function count(
  files: Files,
  scope: Scope,
  { scanMax }: Limits,
): { count: number; isBound: boolean } {
  const condition = compileScope(scope)
  let sum = 0
  if (condition.exact && !hasOdd(files, condition)) {
    for (const { start, db } of files.all())
      sum +=
        files.guarded(start, () => {
          const sql = `SELECT count(*) AS n FROM events WHERE ${condition.sql}`
          return (db.query(sql).get(...condition.params) as { n: number }).n
        }) ?? 0
    return { count: sum, isBound: false }
  }
  for (const _ of rowsOf(files, scope, { ...condition, exact: false }))
    if (++sum >= scanMax) return { count: sum, isBound: true }
  return { count: sum, isBound: false }
}

/** Rows whose cells do not say all must be judged by their JSON. */
function hasOdd(files: Files, condition: Condition): boolean {
  return files
    .all()
    .some(({ start, db }) =>
      files.guarded(start, () =>
        db
          .query(`SELECT 1 FROM events WHERE odd = 1 AND ${condition.sql} LIMIT 1`)
          .get(...condition.params),
      ),
    )
}

export function search(
  files: Files,
  scope: Scope,
  size: number,
  after: string | undefined,
  limits: Limits,
): Page {
  const compiled = compileScope(scope)
  const condition = { ...compiled, exact: compiled.exact && !hasOdd(files, compiled) }
  const from = after
    ? (JSON.parse(Buffer.from(after, "base64url").toString()) as [number, string])
    : undefined
  const events: Event[] = []
  let last: Row | undefined
  let more = false
  for (const row of rowsOf(files, scope, condition, from)) {
    if (events.length === size) {
      more = true
      break
    }
    events.push(JSON.parse(row.body) as Event)
    last = row
  }
  const { count: total, isBound } = count(files, scope, limits)
  return {
    total,
    ...(isBound && { totalIsLowerBound: true }),
    events,
    ...(more &&
      last && { after: Buffer.from(JSON.stringify([last.ts, last.id])).toString("base64url") }),
    caveats: isBound ? [newestOnly("the total counts", limits.scanMax)] : [],
  }
}

export function histogram(
  files: Files,
  scope: Scope,
  stepMs: number,
  by: string | undefined,
  { scanMax }: Limits,
): Bars {
  const bars = new Map<number, Record<string, number>>()
  let scanned = 0
  const add = (bar: number, value: string, n: number) => {
    const counts = bars.get(bar) ?? {}
    counts[value] = (counts[value] ?? 0) + n
    bars.set(bar, counts)
  }
  const condition = compileScope(scope)
  const column = by === undefined ? "''" : textColumns.get(by)
  if (condition.exact && column && !hasOdd(files, condition)) {
    for (const { start, db } of files.all()) {
      const sql = `SELECT ts / ${stepMs} AS bar, ${column} AS value, count(*) AS n FROM events
        WHERE ${condition.sql} GROUP BY 1, 2`
      const rows = files.guarded(start, () => db.query(sql).all(...condition.params)) ?? []
      for (const { bar, value, n } of rows as { bar: number; value: string | null; n: number }[])
        for (const one of membersOf(value)) add(bar * stepMs, one, n)
    }
  } else {
    for (const row of rowsOf(files, scope, { ...condition, exact: false })) {
      if (++scanned > scanMax) break
      const values = by ? valuesOf(JSON.parse(row.body) as Event, by).map(String) : [""]
      for (const value of values.length > 0 ? values : [""])
        add(Math.floor(row.ts / stepMs) * stepMs, value, 1)
    }
  }
  const buckets = [...bars]
    .sort(([a], [b]) => a - b)
    .map(([fromMs, counts]) => ({ fromMs, counts }))
  return { buckets, caveats: scanned > scanMax ? [newestOnly("the chart shows", scanMax)] : [] }
}

export function terms(
  files: Files,
  scope: Scope,
  field: string,
  size: number,
  { scanMax }: Limits,
): Terms {
  const found = new Map<string, { count: number; lastMs: number }>()
  let scanned = 0
  let isCut = false
  const add = (value: string, n: number, ms: number) => {
    const known = found.get(value)
    if (known) {
      known.count += n
      known.lastMs = Math.max(known.lastMs, ms)
    } else if (found.size < termsOverallMax) found.set(value, { count: n, lastMs: ms })
    else isCut = true
  }
  const condition = compileScope(scope)
  const column =
    textColumns.get(field) ??
    ipColumns.get(field) ??
    (field === severityField ? "severity" : undefined)
  if (condition.exact && column && !hasOdd(files, condition)) {
    for (const { start, db } of files.all()) {
      const sql = `SELECT ${column} AS value, count(*) AS n, max(ts) AS last FROM events
        WHERE ${condition.sql} AND ${column} IS NOT NULL GROUP BY 1`
      const rows = files.guarded(start, () => db.query(sql).all(...condition.params)) ?? []
      for (const { value, n, last } of rows as { value: string; n: number; last: number }[])
        for (const one of membersOf(String(value))) add(one, n, last)
    }
  } else {
    for (const row of rowsOf(files, scope, { ...condition, exact: false })) {
      if (++scanned > scanMax) break
      for (const value of valuesOf(JSON.parse(row.body) as Event, field))
        add(String(value), 1, row.ts)
    }
  }
  const values = [...found]
    .map(([value, { count, lastMs }]) => ({ value, count, lastMs }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, size)
  const caveats = [
    ...(scanned > scanMax ? [newestOnly("the values count", scanMax)] : []),
    ...(isCut ? [`only the first ${termsOverallMax} different values are counted`] : []),
  ]
  return { values, caveats }
}

const newestOnly = (what: string, scanMax: number) => `${what} the newest ${scanMax} matches`

export function get(files: Files, id: string): Event | undefined {
  for (const { start, db } of files.all()) {
    const sql = "SELECT body FROM events JOIN bodies USING(rowid) WHERE id = ?"
    const row = files.guarded(start, () => db.query(sql).get(id)) as
      | { body: string }
      | null
      | undefined
    if (row) return JSON.parse(row.body) as Event
  }
  return
}

const membersOf = (cell: string | null): string[] =>
  cell === null ? [""] : cell.startsWith(separator) ? cell.slice(1, -1).split(separator) : [cell]
