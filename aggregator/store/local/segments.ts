import type { Database } from "bun:sqlite"
import { existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import type { Event } from "#shared/ecs/event.ts"
import { type Segment, SegmentBuilder, segmentRows } from "./segment.ts"
import { type ColumnCache, openSegment, removeSegment, writeSegment } from "./segment-file.ts"

/** In `odd` of a row: all words of its texts stand in one of them. */
export const singleBit = 2

const builtMax = 16

/** The segments of one file as one Worker sees them: those on disk, and what has come since. */
export class Segments {
  readonly db: Database
  private readonly folder: string
  private readonly cache: ColumnCache
  private readonly opened = new Map<number, Segment>()
  private readonly built = new Map<number, SegmentBuilder>()
  private readonly ids: ReturnType<Database["query"]>

  constructor(db: Database, folder: string, cache: ColumnCache) {
    this.db = db
    this.folder = folder
    this.cache = cache
    this.ids = db.query("SELECT id FROM events WHERE rowid = ?")
  }

  /** All that the file holds now, the newest rows first. */
  *all(): Generator<Segment> {
    const rows = this.lastRow()
    for (let number = Math.ceil(rows / segmentRows) - 1; number >= 0; number--)
      yield this.at(number, Math.min(segmentRows, rows - number * segmentRows))
  }

  /** How many full segments are not on disk. */
  unwritten(): number {
    const full = Math.floor(this.lastRow() / segmentRows)
    let count = 0
    for (let number = 0; number < full; number++) if (!existsSync(this.path(number))) count++
    return count
  }

  /** Writes the next segment that is full and not yet on disk. @returns whether there was one */
  writeNext(isEnded: boolean): boolean {
    const rows = this.lastRow()
    const full = Math.floor(rows / segmentRows)
    for (let number = 0; number < full; number++)
      if (!existsSync(this.path(number)) || !this.openedAt(number, segmentRows))
        return this.write(number, segmentRows)
    const rest = rows - full * segmentRows
    if (!isEnded || rest === 0 || this.openedAt(full, rest)) return false
    return this.write(full, rest)
  }

  /** What is on disk is looked at anew. */
  forget(): void {
    this.opened.clear()
  }

  private write(number: number, rows: number): boolean {
    const builder = this.build(number, new SegmentBuilder(number * segmentRows + 1), rows)
    const ids = [this.idOf(builder.first), this.idOf(builder.first + rows - 1)] as [string, string]
    writeSegment(this.path(number), builder, ids)
    return true
  }

  private lastRow(): number {
    const row = this.db.query("SELECT max(rowid) AS last FROM events").get()
    return (row as { last: number | null }).last ?? 0
  }

  private at(number: number, rows: number): Segment {
    const opened = this.openedAt(number, rows)
    if (opened) return opened
    const known = this.built.get(number) ?? new SegmentBuilder(number * segmentRows + 1)
    this.built.set(number, known)
    if (this.built.size > builtMax) this.built.delete(this.built.keys().next().value!)
    return this.build(number, known, rows)
  }

  /** One that is not full is valid while it holds all that the file does. */
  private openedAt(number: number, rows: number): Segment | undefined {
    const known = this.opened.get(number)
    if (known?.rows === rows) return known
    const building = this.built.get(number)
    if (building && building.rows > 0 && rows < segmentRows) return undefined
    const found = openSegment(this.path(number), this.cache)
    if (!found || found.rows !== rows || !this.isOurs(found)) {
      if (rows === segmentRows) removeSegment(this.path(number)) // that it be made anew
      return undefined
    }
    this.opened.set(number, found)
    this.built.delete(number)
    return found
  }

  private isOurs({ first, rows, ids }: Segment & { ids: readonly [string, string] }): boolean {
    return this.idOf(first) === ids[0] && this.idOf(first + rows - 1) === ids[1]
  }

  private idOf(row: number): string {
    return (this.ids.get(row) as { id: string } | null)?.id ?? ""
  }

  /** Adds the rows that the segment lacks. */
  private build(number: number, segment: SegmentBuilder, rows: number): SegmentBuilder {
    const from = segment.first + segment.rows
    const to = number * segmentRows + rows
    const found = this.db.query(rowsSql).iterate(from, to) as Iterable<Row>
    for (const { row, ts, stream, odd, body } of found) {
      const event = JSON.parse(body) as Event
      const isSingle = (odd & singleBit) !== 0
      segment.add(row, { ts, stream: stream ?? "", isSingle, event })
    }
    return segment
  }

  private path = (number: number): string => join(this.folder, `${number}.segment`)
}

interface Row {
  readonly row: number
  readonly ts: number
  readonly stream: string | null
  readonly odd: number
  readonly body: string
}

const rowsSql = `SELECT events.rowid AS row, ts, stream, odd, body
  FROM events JOIN bodies USING(rowid) WHERE events.rowid >= ? AND events.rowid <= ?
  ORDER BY events.rowid`

export const removeSegments = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true })

/** Keeps what was asked for lately, up to so many bytes. */
export function openColumnCache(bytesMax: number): ColumnCache {
  const kept = new Map<string, { value: unknown; bytes: number }>()
  let held = 0
  return {
    get<T>(key: string, make: () => { value: T; bytes: number }): T {
      const known = kept.get(key)
      if (known) kept.delete(key)
      const one = known ?? make()
      kept.set(key, one)
      if (!known) held += one.bytes
      for (const [oldest, { bytes }] of kept) {
        if (held <= bytesMax || oldest === key) break
        kept.delete(oldest)
        held -= bytes
      }
      return one.value as T
    },
  }
}
