import type { Event, Value } from "#shared/ecs/event.ts"
import { kindOf, textFields } from "../query-match.ts"

/** Rows of a file stand in segments of this many, by their number: the first has rows 1 to 8192. */
export const segmentRows = 8192

/** What a cell says: nothing; that the event itself must be read; from 2 on a value. */
export const absent = 0
export const unread = 1

/** The values of a field in a segment, each once, and which row has which. */
export interface Column {
  readonly codes: Uint8Array | Uint16Array
  /** By code; those of `absent` and `unread` are null. */
  readonly values: readonly (Value | null)[]
}

/** Some rows of a file by columns: what a question can be answered from without reading events. */
export interface Segment {
  /** The number of its first row. */
  readonly first: number
  readonly rows: number
  readonly minMs: number
  readonly maxMs: number
  times(): Float64Array
  streams(): Column
  /** Of each row `singleText` and `plainTime`, as far as they hold. */
  flags(): Uint8Array
  /** Undefined where no row has the field, or where `isWhole` is false perhaps some. */
  column(field: string): Column | undefined
  /** Whether each field of each row has a column. */
  readonly isWhole: boolean
  /** Whether it grows no more. */
  readonly isEnded: boolean
}

/** All words of the row's texts stand in one of them. */
export const singleText = 1
/** Its `@timestamp` is the row's time. */
export const plainTime = 2

const valueCharsMax = 200
const columnCharsMax = 256 << 10
const segmentCharsMax = 2 << 20
const fieldsMax = 400

interface Building {
  readonly codes: Uint16Array
  readonly values: (Value | null)[]
  readonly texts: Map<string, number>
  readonly others: Map<string, number>
  chars: number
}

export interface Added {
  readonly ts: number
  readonly stream: string
  readonly isSingle: boolean
  readonly event: Event
}

/** A segment that still grows; what it answers is of the rows it has so far. */
export class SegmentBuilder implements Segment {
  readonly first: number
  rows = 0
  minMs = Number.POSITIVE_INFINITY
  maxMs = Number.NEGATIVE_INFINITY
  isWhole = true
  readonly isEnded = false
  private chars = 0
  private readonly ts = new Float64Array(segmentRows)
  private readonly marks = new Uint8Array(segmentRows)
  private readonly stream = building()
  readonly fields = new Map<string, Building>()

  constructor(first: number) {
    this.first = first
  }

  /** Rows come by number; one that is missing has no stream, and so no answer. */
  add(row: number, { ts, stream, isSingle, event }: Added): void {
    const at = row - this.first
    this.rows = at + 1
    this.ts[at] = ts
    this.minMs = Math.min(this.minMs, ts)
    this.maxMs = Math.max(this.maxMs, ts)
    const isPlain = Date.parse(String(event["@timestamp"])) === ts
    this.marks[at] = (isSingle ? singleText : 0) | (isPlain ? plainTime : 0)
    this.stream.codes[at] = this.codeOf(this.stream, stream)
    for (const field of Object.keys(event)) {
      const code = cellOf(field, event[field as keyof Event] as Value | null)
      if (code !== absent) this.put(field, at, code)
    }
  }

  times = (): Float64Array => this.ts.subarray(0, this.rows)
  flags = (): Uint8Array => this.marks.subarray(0, this.rows)
  streams = (): Column => this.shown(this.stream)
  column(field: string): Column | undefined {
    const known = this.fields.get(field)
    return known && this.shown(known)
  }

  private shown = ({ codes, values }: Building): Column => ({
    codes: codes.subarray(0, this.rows),
    values,
  })

  private put(field: string, at: number, code: number | { value: Value }): void {
    let known = this.fields.get(field)
    if (!known) {
      if (this.fields.size >= fieldsMax) {
        this.isWhole = false
        return
      }
      known = building()
      this.fields.set(field, known)
    }
    known.codes[at] = typeof code === "number" ? code : this.codeOf(known, code.value)
  }

  private codeOf(column: Building, value: Value): number {
    const isText = typeof value === "string"
    const key = isText ? value : JSON.stringify(value)
    const codes = isText ? column.texts : column.others
    const known = codes.get(key)
    if (known !== undefined) return known
    if (
      key.length > valueCharsMax ||
      column.chars + key.length > columnCharsMax ||
      this.chars + key.length > segmentCharsMax
    )
      return unread
    column.chars += key.length + 4
    this.chars += key.length + 4
    codes.set(key, column.values.length)
    return column.values.push(value) - 1
  }
}

/** What stands in a cell: a code, or a value that is to have one. */
function cellOf(field: string, value: Value | null | undefined) {
  if (value === null || value === undefined) return absent
  if (Array.isArray(value)) {
    if (value.length === 0) return absent
    if (value.some((one) => one === null || typeof one === "object")) return unread
  }
  return isLong.has(field) || kindOf(field) === "date" ? unread : { value }
}

/** Texts are found by their words, and times hardly ever are the same. */
const isLong: ReadonlySet<string> = new Set([...textFields, "event.id"])

const building = (): Building => ({
  codes: new Uint16Array(segmentRows),
  values: [null, null],
  texts: new Map(),
  others: new Map(),
  chars: 0,
})
