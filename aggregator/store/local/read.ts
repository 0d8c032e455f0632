import type { Event, Value } from "#shared/ecs/event.ts"
import { valuesOf } from "../query-match.ts"
import type { Bars, Page, Scope, Terms } from "../types.ts"
import { openCounts, termsMax } from "./counts.ts"
import type { Files } from "./files.ts"
import { yes } from "./judge.ts"
import { bodiesOf, type Matched, matchesOf, settle } from "./matches.ts"
import { newestOf, type PageMark } from "./newest.ts"
import { type Column, unread } from "./segment.ts"

export interface Limits {
  /** Events read one by one, where their columns don't tell. */
  readonly scanMax: number
}

export function count(
  files: Files,
  scope: Scope,
  { scanMax }: Limits,
): { count: number; isBound: boolean } {
  const all = matchesOf(files, scope)
  const { found, unread } = settle(files, scope.query, all, { left: scanMax })
  return { count: sureOf(all) + found, isBound: unread > 0 }
}

const sureOf = (all: readonly Matched[]) => all.reduce((sum, { sure }) => sum + sure, 0)

export function search(
  files: Files,
  scope: Scope,
  size: number,
  after: string | undefined,
  { scanMax }: Limits,
): Page {
  const all = matchesOf(files, scope)
  const events: Event[] = []
  let last: PageMark | undefined
  let more = false
  for (const { ts, id, event } of newestOf(files, scope, all, markIn(after))) {
    if (events.length === size) {
      more = true
      break
    }
    events.push(event)
    last = [ts, id]
  }
  const left = settle(files, scope.query, all, { left: scanMax })
  const total = all.reduce((sum, { mask }) => sum + sumOf(mask), 0)
  return {
    total,
    ...(left.unread > 0 && { totalIsLowerBound: true }),
    events,
    ...(more && last && { after: Buffer.from(JSON.stringify(last)).toString("base64url") }),
    caveats: unreadText("the total", left.unread, scanMax),
  }
}

const markIn = (after: string | undefined): PageMark | undefined =>
  after === undefined ? undefined : JSON.parse(Buffer.from(after, "base64url").toString())

function sumOf(mask: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < mask.length; at++) if (mask[at] === yes) sum++
  return sum
}

const unreadText = (what: string, count: number, scanMax: number): string[] =>
  count === 0
    ? []
    : [
        `${what} leaves out ${count.toLocaleString("en")} older events that may match:` +
          ` at most ${scanMax.toLocaleString("en")} are read one by one`,
      ]

/** Matches with their values of a field, told apart by code; and those whose events must be read. */
interface Grouped extends Matched {
  readonly column: Column | undefined
  /** Whether rows without a column may still have the field. */
  readonly isRead: boolean
}

const groupedBy = (all: readonly Matched[], field: string): Grouped[] =>
  all.map((one) => {
    const column = one.segment.column(field)
    return { ...one, column, isRead: column === undefined && !one.segment.isWhole }
  })

/** Values of the rows whose events must be read, within the limit. @returns how many were left */
function readValues(
  files: Files,
  { segment, db, start, mask, column, isRead }: Grouped,
  field: string,
  limit: { left: number },
  tell: (at: number, values: readonly string[]) => void,
): number {
  const rows: number[] = []
  for (let at = mask.length - 1; at >= 0; at--)
    if (mask[at] === yes && (isRead || column?.codes[at] === unread)) rows.push(segment.first + at)
  const read = rows.slice(0, Math.max(0, limit.left))
  limit.left -= read.length
  files.guarded(start, () => {
    for (const [row, event] of bodiesOf(db, read))
      tell(row - segment.first, valuesOf(event, field).map(String))
  })
  return rows.length - read.length
}

export function histogram(
  files: Files,
  scope: Scope,
  stepMs: number,
  by: string | undefined,
  { scanMax }: Limits,
): Bars {
  const all = matchesOf(files, scope)
  const limit = { left: scanMax }
  const { unread: notJudged } = settle(files, scope.query, all, limit)
  const bars = new Map<number, Map<string, number>>()
  const add = (bar: number, value: string, n: number) => {
    const counts = bars.get(bar) ?? new Map<string, number>()
    if (!bars.has(bar)) bars.set(bar, counts)
    counts.set(value, (counts.get(value) ?? 0) + n)
  }
  let notRead = 0
  for (const one of by === undefined ? all.map(plain) : groupedBy(all, by)) {
    const times = one.segment.times()
    countBars(one, stepMs, add)
    if (by !== undefined)
      notRead += readValues(files, one, by, limit, (at, values) => {
        const bar = Math.floor(times[at]! / stepMs)
        for (const value of values.length > 0 ? values : [""]) add(bar, value, 1)
      })
  }
  const buckets = [...bars]
    .sort(([a], [b]) => a - b)
    .map(([bar, counts]) => ({ fromMs: bar * stepMs, counts: Object.fromEntries(counts) }))
  return { buckets, caveats: unreadText("the chart", notJudged + notRead, scanMax) }
}

const plain = (one: Matched): Grouped => ({ ...one, column: undefined, isRead: false })

/** Counts the rows whose columns tell their value, by bar and value. */
function countBars(
  { segment, mask, column, isRead }: Grouped,
  stepMs: number,
  add: (bar: number, value: string, n: number) => void,
): void {
  if (isRead) return
  const times = segment.times()
  const names = column?.values.map(membersOf) ?? [[""]]
  const first = Math.floor(segment.minMs / stepMs)
  const bars = Math.floor(segment.maxMs / stepMs) - first + 1
  const width = names.length
  const isDense = bars * width <= 1 << 20
  const sums = isDense ? new Uint32Array(bars * width) : new Map<number, number>()
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] !== yes) continue
    const code = column ? column.codes[at]! : 0
    if (column && code === unread) continue
    const place = (Math.floor(times[at]! / stepMs) - first) * width + code
    if (isDense) (sums as Uint32Array)[place]!++
    else
      (sums as Map<number, number>).set(place, ((sums as Map<number, number>).get(place) ?? 0) + 1)
  }
  for (const [place, n] of sums.entries())
    if (n > 0)
      for (const name of names[place % width]!) add(first + Math.floor(place / width), name, n)
}

/** What a value is counted under: of an array each of its members. */
const membersOf = (value: Value | null): readonly string[] =>
  value === null ? [""] : Array.isArray(value) ? value.map(String) : [String(value)]

export function terms(
  files: Files,
  scope: Scope,
  field: string,
  size: number,
  { scanMax }: Limits,
): Terms {
  const all = matchesOf(files, scope)
  const limit = { left: scanMax }
  const { unread: notJudged } = settle(files, scope.query, all, limit)
  const counts = openCounts()
  let notRead = 0
  for (const one of groupedBy(all, field)) {
    countTerms(one, counts.add)
    const times = one.segment.times()
    notRead += readValues(files, one, field, limit, (at, values) => {
      for (const value of values) counts.add(value, 1, times[at]!)
    })
  }
  const caveats = [
    ...unreadText("the count of values", notJudged + notRead, scanMax),
    ...(counts.lacking() > 0
      ? [
          `more than ${termsMax.toLocaleString("en")} different values: each count may lack up to` +
            ` ${counts.lacking().toLocaleString("en")}`,
        ]
      : []),
  ]
  return { values: counts.top(size), caveats }
}

function countTerms(
  { segment, mask, column }: Grouped,
  add: (value: string, n: number, ms: number) => void,
): void {
  if (!column) return
  const times = segment.times()
  const counts = new Uint32Array(column.values.length)
  const last = new Float64Array(column.values.length).fill(-Infinity)
  const { codes } = column
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] !== yes) continue
    const code = codes[at]!
    counts[code]!++
    if (times[at]! > last[code]!) last[code] = times[at]!
  }
  for (let code = unread + 1; code < counts.length; code++)
    if (counts[code]! > 0)
      for (const value of membersOf(column.values[code]!)) add(value, counts[code]!, last[code]!)
}

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
