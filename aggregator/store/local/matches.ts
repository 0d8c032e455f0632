import type { Database } from "bun:sqlite"
import type { Event } from "#shared/ecs/event.ts"
import type { Query } from "../query.ts"
import { queryMatches } from "../query-match.ts"
import type { Scope } from "../types.ts"
import type { Files } from "./files.ts"
import { type IdRows, judge, type Mask, no, perhaps, yes } from "./judge.ts"
import type { Segment } from "./segment.ts"

/** Rows of a segment that answer a question, or may. */
export interface Matched {
  readonly segment: Segment
  readonly db: Database
  /** By which its file is known. */
  readonly start: number
  readonly mask: Mask
  readonly sure: number
  readonly unsure: number
}

/** The segments of all files that hold an answer, judged by their columns. */
export function matchesOf(files: Files, scope: Scope): Matched[] {
  const found: Matched[] = []
  const ids = idsOf(files)
  const tell = teller(files, 0, 0.5)
  const places = files.all()
  for (const [at, { start, db }] of places.entries())
    files.guarded(start, () => {
      const rows = ids(db)
      tell(at / places.length)
      for (const segment of files.segments(start, db).all()) {
        const mask = maskOf(scope, segment, db, rows)
        if (!mask) continue
        const [sure, unsure] = [countOf(mask, yes), countOf(mask, perhaps)]
        if (sure + unsure > 0) found.push({ segment, db, start, mask, sure, unsure })
      }
    })
  return found.sort((a, b) => b.segment.maxMs - a.segment.maxMs)
}

const tellMs = 200

/** Tells of a part of the work now and then. */
function teller(files: Files, from: number, to: number): (share: number) => void {
  let lastMs = performance.now()
  return (share) => {
    const now = performance.now()
    if (now - lastMs < tellMs) return
    lastMs = now
    files.tell(from + share * (to - from))
  }
}

function countOf(mask: Mask, what: number): number {
  let sum = 0
  for (let at = 0; at < mask.length; at++) if (mask[at] === what) sum++
  return sum
}

/** Undefined where no row is of the streams and the time. */
function maskOf(
  { streams, query, fromMs = -Infinity, toMs = Infinity }: Scope,
  segment: Segment,
  db: Database,
  ids: IdRows,
): Mask | undefined {
  if (segment.maxMs < fromMs || segment.minMs >= toMs) return undefined
  const { codes, values } = segment.streams()
  const wanted = values.map((value) => (streams as readonly unknown[]).includes(value))
  if (!wanted.includes(true)) return undefined
  const mask = judged(query, segment, db, ids)
  if (wanted.includes(false))
    for (let at = 0; at < mask.length; at++) if (!wanted[codes[at]!]) mask[at] = no
  if (segment.minMs >= fromMs && segment.maxMs < toMs) return mask
  const times = segment.times()
  for (let at = 0; at < mask.length; at++)
    if (times[at]! < fromMs || times[at]! >= toMs) mask[at] = no
  return mask
}

/** Of segments that change no more: what was asked last, as one page asks the same several times. */
const lately = new WeakMap<Segment, Map<string, Mask>>()
const latelyMax = 3
const keyCharsMax = 4_096

const keys = new WeakMap<Query, string>()

/** "" of what is not kept: where ids stand may change in other files. */
function keyOf(query: Query): string {
  const known = keys.get(query)
  if (known !== undefined) return known
  const text = JSON.stringify(query)
  const key = text.length > keyCharsMax || /"(?:ids|event\.id)"/.test(text) ? "" : text
  keys.set(query, key)
  return key
}

function judged(query: Query, segment: Segment, db: Database, ids: IdRows): Mask {
  const key = keyOf(query)
  if (!segment.isEnded || key === "") return judge(query, segment, db, ids)
  const kept = lately.get(segment) ?? new Map<string, Mask>()
  const mask = kept.get(key) ?? judge(query, segment, db, ids)
  kept.delete(key)
  kept.set(key, mask)
  if (kept.size > latelyMax) kept.delete(kept.keys().next().value!)
  lately.set(segment, kept)
  return mask.slice()
}

/** The rows of ids by file. An id of another case is looked for only where none is written so. */
function idsOf(files: Files): (db: Database) => IdRows {
  const known = new Map<Query, boolean>()
  const isThere = (query: Query) => {
    const there =
      known.get(query) ??
      files.all().some(({ start, db }) => files.guarded(start, () => rowsOf(db, query, true).size))
    known.set(query, there)
    return there
  }
  return (db) => {
    const rows = new Map<Query, ReadonlySet<number>>()
    return (query) => {
      const found = rows.get(query) ?? rowsOf(db, query, query.is === "ids" || isThere(query))
      rows.set(query, found)
      return found
    }
  }
}

function rowsOf(db: Database, query: Query, isExact: boolean): ReadonlySet<number> {
  const [sql, given] =
    query.is === "ids"
      ? ["id IN (SELECT value FROM json_each(?))", JSON.stringify(query.of)]
      : [isExact ? "id = ?" : "id = ? COLLATE NOCASE", query.is === "term" ? query.value : ""]
  const found = db.query(`SELECT rowid FROM events WHERE ${sql}`).values(given) as [number][]
  return new Set(found.map(([row]) => row))
}

const bodiesAtOnce = 100

/** Events of these rows, in their order. */
export function* bodiesOf(db: Database, rows: readonly number[]): Generator<[number, Event]> {
  const sql = "SELECT rowid, body FROM bodies WHERE rowid IN (SELECT value FROM json_each(?))"
  for (let at = 0; at < rows.length; at += bodiesAtOnce) {
    const some = rows.slice(at, at + bodiesAtOnce)
    const found = new Map(db.query(sql).values(JSON.stringify(some)) as [number, string][])
    for (const row of some) {
      const body = found.get(row)
      if (body !== undefined) yield [row, JSON.parse(body) as Event]
    }
  }
}

/** Places in a segment of rows that are marked so, the newest first. */
export function placesOf(
  { mask, segment }: Matched,
  least: number,
  mostMs = Infinity,
): Uint32Array {
  const times = segment.times()
  const places = new Uint32Array(mask.length)
  let size = 0
  let isSorted = true
  for (let at = mask.length - 1; at >= 0; at--) {
    if (mask[at]! < least || times[at]! > mostMs) continue
    if (size > 0 && times[places[size - 1]!]! < times[at]!) isSorted = false
    places[size++] = at
  }
  const found = places.subarray(0, size)
  return isSorted ? found : found.sort((a, b) => times[b]! - times[a]! || b - a)
}

/** Takes rows that may match for what they are, the newest first, as long as some may be read. */
export function settle(
  files: Files,
  query: Query,
  all: readonly Matched[],
  limit: { left: number },
): { found: number; unread: number } {
  const done = { found: 0, unread: 0 }
  const tell = teller(files, 0.5, 1)
  for (const [at, one] of all.entries()) {
    tell(at / all.length)
    if (one.unsure === 0) continue
    const rows = [...placesOf(one, perhaps)].filter((at) => one.mask[at] === perhaps)
    const read = rows.slice(0, Math.max(0, limit.left))
    limit.left -= read.length
    for (const at of rows.slice(read.length)) one.mask[at] = no
    done.unread += rows.length - read.length
    const { first } = one.segment
    files.guarded(one.start, () => {
      for (const [row, event] of bodiesOf(
        one.db,
        read.map((at) => first + at),
      )) {
        const isMatch = queryMatches(query, event)
        one.mask[row - first] = isMatch ? yes : no
        if (isMatch) done.found++
      }
    })
  }
  return done
}
