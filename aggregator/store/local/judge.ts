import type { Database } from "bun:sqlite"
import type { Query } from "../query.ts"
import {
  dateKey,
  type Leaf,
  type Scalar,
  textFields,
  valueTest,
  wordPatternsOf,
  wordsOf,
} from "../query-match.ts"
import { absent, type Column, plainTime, type Segment, singleText, unread } from "./segment.ts"

/** Of each row of a segment: whether it answers a question. */
export type Mask = Uint8Array
export const no = 0
/** The event itself must be read. */
export const perhaps = 1
export const yes = 2

/** Which rows of a file have these ids; the file's own index is asked once a question. */
export type IdRows = (query: Query) => ReadonlySet<number>

/** Judges the rows of a segment as far as its columns tell. */
export function judge(query: Query, segment: Segment, db: Database, ids: IdRows): Mask {
  const of = (part: Query) => judge(part, segment, db, ids)
  switch (query.is) {
    case "all":
      return filled(segment, yes)
    case "and":
      return joined(segment, query.of, yes, of, Math.min)
    case "or":
      return joined(segment, query.of, no, of, Math.max)
    case "not":
      return of(query.of).map((one) => yes - one)
    case "ids":
      return rowsMask(segment, ids(query))
    case "text":
      return words(query.text, query.phrase, segment, db)
    default:
      if (query.field === "event.id" && query.is === "term") return rowsMask(segment, ids(query))
      return leaf(query, segment, db)
  }
}

const filled = ({ rows }: Segment, value: number): Mask => new Uint8Array(rows).fill(value)

/** What is decided already is not asked further. */
function joined(
  segment: Segment,
  parts: readonly Query[],
  start: typeof yes | typeof no,
  of: (part: Query) => Mask,
  join: (a: number, b: number) => number,
): Mask {
  const mask = filled(segment, start)
  const end = yes - start
  for (const part of parts) {
    const other = of(part)
    for (let at = 0; at < mask.length; at++) mask[at] = join(mask[at]!, other[at]!)
    if (mask.every((one) => one === end)) break
  }
  return mask
}

function rowsMask({ first, rows }: Segment, known: ReadonlySet<number>): Mask {
  const mask = new Uint8Array(rows)
  if (known.size < rows)
    for (const row of known) {
      if (row >= first && row < first + rows) mask[row - first] = yes
    }
  else for (let at = 0; at < rows; at++) if (known.has(first + at)) mask[at] = yes
  return mask
}

function leaf(query: Leaf, segment: Segment, db: Database): Mask {
  const { field } = query
  const column = segment.column(field)
  if (!column) return filled(segment, segment.isWhole ? no : perhaps)
  if (field === "@timestamp" && query.is !== "wildcard") return times(query, segment, column)
  const match = textMatch(query)
  const mask = byValue(query, column)
  if (match === undefined) return mask
  const found = foundIn(match, segment, db)
  return mask.map((one, at) => (one === perhaps && found[at] === no ? no : one))
}

/** Each value is judged once, however many rows have it. */
function byValue(query: Leaf, { codes, values }: Column): Mask {
  const judged = new Uint8Array(values.length)
  judged[absent] = no
  judged[unread] = query.is === "exists" ? yes : perhaps
  const fits = valueTest(query)
  for (let code = unread + 1; code < values.length; code++) {
    const value = values[code]!
    judged[code] = (Array.isArray(value) ? value.some(fits) : fits(value as Scalar)) ? yes : no
  }
  const mask = new Uint8Array(codes.length)
  for (let at = 0; at < codes.length; at++) mask[at] = judged[codes[at]!]!
  return mask
}

function times(query: Leaf, segment: Segment, { codes }: Column): Mask {
  const all = segment.times()
  const flags = segment.flags()
  const fits = timeTest(query)
  const mask = new Uint8Array(codes.length)
  for (let at = 0; at < mask.length; at++) {
    if (codes[at] === absent) continue
    if ((flags[at]! & plainTime) !== 0) mask[at] = fits(all[at]!) ? yes : no
    else mask[at] = query.is === "exists" ? yes : perhaps
  }
  return mask
}

function timeTest(query: Leaf): (ms: number) => boolean {
  if (query.is === "term") {
    const wanted = Date.parse(query.value)
    return (ms) => ms === wanted
  }
  if (query.is !== "range") return () => true
  const { above, below } = query
  const from = above && dateKey(above.value)
  const to = below && dateKey(below.value)
  if ((above && from === undefined) || (below && to === undefined)) return () => false
  return (ms) =>
    (from === undefined || (above!.inclusive ? ms >= from : ms > from)) &&
    (to === undefined || (below!.inclusive ? ms <= to : ms < to))
}

/** Free text: rows with all its words in some text; they need not be of the same one. */
function words(text: string, isPhrase: boolean, segment: Segment, db: Database): Mask {
  const wanted = wordsOf(text)
  if (wanted.length === 0) return filled(segment, no)
  const found = foundIn([...new Set(wanted)].map(quoted).join(" "), segment, db)
  if (wanted.length === 1) return found
  const flags = segment.flags()
  return found.map((one, at) => {
    const isSure = !isPhrase && (flags[at]! & singleText) !== 0
    return one === yes && !isSure ? perhaps : one
  })
}

/** What the index of words is asked for a condition on a text field; undefined where it can't be. */
function textMatch(query: Leaf): string | undefined {
  if (!(textFields as readonly string[]).includes(query.field)) return undefined
  if (query.is === "term") {
    const wanted = wordsOf(query.value)
    return wanted.length > 0 ? [...new Set(wanted)].map(quoted).join(" ") : undefined
  }
  if (query.is !== "wildcard") return undefined
  const starts = wordPatternsOf(query.pattern).flatMap((pattern) => {
    const [, start, end] = /^([^*?]+)(\*?)$/.exec(pattern) ?? []
    return start ? `${quoted(start)}${end ? "*" : ""}` : []
  })
  return starts.length > 0 ? starts.join(" ") : undefined
}

const quoted = (word: string) => `"${word}"`

function foundIn(match: string, { first, rows }: Segment, db: Database): Mask {
  const mask = new Uint8Array(rows)
  const sql = "SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
  const found = db.query(sql).values(match, first, first + rows - 1) as [number][]
  for (const [row] of found) mask[row - first] = yes
  return mask
}
