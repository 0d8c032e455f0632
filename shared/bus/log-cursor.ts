import type { Deps } from "../config/define.ts"
import { errorText } from "../telemetry/log.ts"
import { type Disk, type DiskFile, realDisk } from "./disk.ts"
import {
  checkFormat,
  groupsIn,
  type Place,
  type Standing,
  segmentPath,
  segmentsIn,
  standingOf,
} from "./log-folder.ts"
import { openQuarantine, type Quarantine } from "./log-quarantine.ts"
import { openSlots, type Slots } from "./log-slots.ts"
import type { Content, Frame } from "./segment.ts"
import { partAt } from "./segment-reader.ts"
import type { Delivered, Topic } from "./types.ts"

export interface Taken {
  readonly items: readonly Delivered[]
  readonly bytes: number
  readonly mayRepeat: boolean
  /** What was written with these records to count them. */
  readonly notes: readonly string[]
  /** Where the group stands once this is settled. */
  readonly end: Place
}

export interface CursorOptions {
  readonly directory: string
  readonly group: string
  readonly topics: readonly Topic[]
  readonly disk?: Disk
}

interface Next {
  readonly items: readonly Delivered[]
  readonly note: string | undefined
  readonly bytes: number
  readonly isAgain: boolean
}

const batchBytesMax = 1 << 20
const saveEveryMs = 200
const start: Place = { segment: 0, offset: 0 }

/** Reads one log for one group. `take` gives what is there now. */
export class LogCursor {
  readonly directory: string
  readonly #disk: Disk
  readonly #topics: ReadonlySet<Topic>
  readonly #slots: Slots
  readonly #quarantine: Quarantine
  readonly #log: Deps["log"]
  #place: Place
  #standing: Place
  #given: Place
  #file: DiskFile | undefined
  #fileSegment = -1
  #lastIndex = -1
  /** It is on disk that the group is being read: from now on a crash means that it may repeat. */
  #isOpen = false
  #isDirty = false
  #savedMs = Number.NEGATIVE_INFINITY
  #saving: Promise<void> | undefined
  /** Why where the group stands can't be written; it is tried again. */
  problem: string | undefined

  /** @throws NewerFormat */
  constructor(options: CursorOptions, deps: Pick<Deps, "log" | "metrics">) {
    const { directory, group, topics, disk = realDisk } = options
    this.directory = directory
    this.#disk = disk
    this.#topics = new Set(topics)
    this.#log = deps.log
    checkFormat(disk, directory)
    disk.makeFolder(groupsIn(directory))
    this.#quarantine = openQuarantine(directory, disk, deps)
    this.#slots = openSlots(disk, groupsIn(directory), group)
    for (const path of this.#slots.damaged) this.#quarantine.file(path, `group-${group}`)
    const known = this.#known()
    this.#place = known ?? start
    this.#standing = this.#place
    const isNew = this.#slots.state === undefined && this.#slots.damaged.length === 0
    this.#given = known?.closed ? known.given : isNew ? start : this.#end()
    void this.#save(false).finally(() => {
      this.#isOpen = true
    })
  }

  /** The next records, or undefined when there are none yet. */
  take(): Taken | undefined {
    if (!this.#isOpen) return
    const from = this.#place
    const items: Delivered[] = []
    const notes: string[] = []
    let bytes = 0
    let mayRepeat = isBefore(from, this.#given)
    while (bytes < batchBytesMax) {
      const next = this.#next()
      if (!next) break
      bytes += next.bytes
      mayRepeat ||= next.isAgain
      items.push(...next.items)
      if (next.note !== undefined) notes.push(next.note)
    }
    if (from === this.#place) return // it is replaced where it moves
    if (isBefore(this.#given, this.#place)) this.#given = this.#place
    return { items, bytes, mayRepeat, notes, end: this.#place }
  }

  settle(end: Place, nowMs: number): void {
    this.#standing = end
    this.#isDirty = true
    this.rest(nowMs)
  }

  /** Saves where the group stands, a few times a second at most: a full log waits for that. */
  rest(nowMs: number): void {
    if (!this.#isDirty || this.#saving || nowMs - this.#savedMs < saveEveryMs) return
    this.#savedMs = nowMs
    void this.#save(false)
  }

  /** Bytes from where the group stands to the end. */
  get lag(): number {
    let sum = 0
    for (const segment of segmentsIn(this.#disk, this.directory)) {
      if (segment < this.#standing.segment) continue
      const size = this.#disk.size(segmentPath(this.directory, segment)) ?? 0
      sum += segment === this.#standing.segment ? Math.max(0, size - this.#standing.offset) : size
    }
    return sum
  }

  async close(): Promise<void> {
    await this.#saving
    await this.#save(true)
    this.#file?.close()
    this.#file = undefined
    this.#fileSegment = -1
  }

  /** Where the group stood; not what can't be of this log: then all that is kept is read again. */
  #known(): Standing | undefined {
    const known = standingOf(this.#slots.state)
    const last = segmentsIn(this.#disk, this.directory).at(-1) ?? 0
    return known && known.segment <= last + 1 ? known : undefined // the last may be lost by a crash
  }

  /** All that stands there now. */
  #end(): Place {
    const segment = segmentsIn(this.#disk, this.directory).at(-1) ?? 0
    return { segment, offset: this.#disk.size(segmentPath(this.directory, segment)) ?? 0 }
  }

  /** Reads the frame at the place and moves behind it, over damage and ends of segments. */
  #next(): Next | undefined {
    for (;;) {
      const file = this.#open()
      if (!file) return
      const { segment, offset } = this.#place
      const later = this.#later(segment)
      const part = partAt(file, offset, later !== undefined)
      if (part.is === "newer") return
      if (part.is === "end") {
        if (later !== undefined) this.#place = { segment: later, offset: 0 }
        else if (!this.#isBegunAnew()) return
        continue
      }
      this.#place = { segment, offset: part.end }
      if (part.is === "damage") {
        this.#quarantine.bytes(part.torn ? "torn" : "damaged", segment, offset, part.end)
        continue
      }
      const isAgain = this.#isMisplaced(part.frame, segment) || part.frame.kind === "again"
      if (part.frame.kind === "snapshot") continue
      const content = part.frame.value as Content
      const items = this.#items(content, segment, offset)
      return { items, note: content.note, bytes: part.end - offset, isAgain }
    }
  }

  /** Whether the frame is a copy, or of another segment: it may have been delivered. */
  #isMisplaced({ stamp }: Frame, segment: number): boolean {
    if (!stamp) return false
    const isMisplaced = stamp.segment !== segment || stamp.index <= this.#lastIndex
    if (!isMisplaced) this.#lastIndex = stamp.index
    return isMisplaced
  }

  #items({ records }: Content, segment: number, offset: number): Delivered[] {
    const position = `${this.directory}:${segment}:${offset}`
    const items: Delivered[] = []
    for (const [topic, key, value] of records)
      if (this.#topics.has(topic)) items.push({ topic, key, value, position })
    return items
  }

  #later = (segment: number) => segmentsIn(this.#disk, this.directory).find((one) => one > segment)

  #open(): DiskFile | undefined {
    if (this.#fileSegment === this.#place.segment && this.#file) return this.#file
    this.#file?.close()
    this.#file = this.#disk.open(segmentPath(this.directory, this.#place.segment))
    this.#fileSegment = this.#place.segment
    this.#lastIndex = -1
    if (this.#file) return this.#file
    const next = this.#later(this.#place.segment)
    if (next !== undefined) this.#place = { segment: next, offset: 0 }
    else if (!this.#isBegunAnew()) return
    return this.#open()
  }

  /** Somebody emptied the log and its numbers are lower now: it is read from its beginning. */
  #isBegunAnew(): boolean {
    const last = segmentsIn(this.#disk, this.directory).at(-1) ?? 0
    if (last === 0 || this.#place.segment <= last + 1) return false
    this.#given = this.#end()
    this.#place = start
    return true
  }

  /** That it can't be written is no reason to stop reading: a full disk needs the log emptied. */
  #save(closed: boolean): Promise<void> {
    this.#isDirty = false
    const standing: Standing = { ...this.#standing, given: this.#given, closed }
    this.#saving = this.#slots
      .save(standing)
      .then(() => {
        this.problem = undefined
      })
      .catch((cause: unknown) => {
        this.#isDirty = true
        const text = `where a reader of ${this.directory} stands can't be written: ${errorText(cause)}`
        if (!this.problem)
          this.#log.warn("a reader's state can't be written, trying again", {
            "error.message": text,
          })
        this.problem = text
      })
      .finally(() => {
        this.#saving = undefined
      })
    return this.#saving
  }
}

const isBefore = (a: Place, b: Place) =>
  a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset)
