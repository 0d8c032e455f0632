import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import {
  type Content,
  frameBytesMax,
  headerBytes,
  nextMagic,
  readFrame,
  segmentName,
  segmentNumbers,
} from "./segment.ts"
import type { Delivered, Topic } from "./types.ts"

interface Place {
  readonly segment: number
  readonly offset: number
}

/** What a group remembers: where it stands, and up to where it may have been given records. */
interface Standing extends Place {
  readonly given: Place
}

export interface Taken {
  readonly items: readonly Delivered[]
  readonly bytes: number
  readonly mayRepeat: boolean
  /** Where the group stands once this is settled. */
  readonly end: Place
}

const batchBytesMax = 1 << 20
/** A damaged frame at the live end may be one that is being written: it gets this many looks. */
const looksMax = 20
const saveEveryMs = 200

/** Reads one log for one group. Synchronous: `take` gives what is there now. */
export class LogCursor {
  readonly #directory: string
  readonly #statePath: string
  readonly #topics: ReadonlySet<Topic>
  #place: Place
  #standing: Place
  #given: Place
  #saved = 0
  #isDirty = false
  #fd: number | undefined
  #fdSegment = -1
  #looks = 0
  /** Bytes that could not be read; they lie in the log's `quarantine` folder. */
  damaged = 0

  constructor(directory: string, group: string, topics: readonly Topic[]) {
    this.#directory = directory
    this.#topics = new Set(topics)
    mkdirSync(join(directory, "groups"), { recursive: true, mode: 0o700 })
    this.#statePath = join(directory, "groups", `${group}.json`)
    const known = readStanding(this.#statePath)
    const start = { segment: segmentNumbers(readdirSync(directory))[0] ?? 0, offset: 0 }
    this.#place = known && known.segment >= start.segment ? known : start
    this.#standing = this.#place
    this.#given = known?.given ?? start
    this.#save()
  }

  /** The next records, or undefined when there are none yet. */
  take(): Taken | undefined {
    const from = this.#place
    const items: Delivered[] = []
    let bytes = 0
    while (bytes < batchBytesMax) {
      const frame = this.#next()
      if (!frame) break
      bytes += frame.bytes
      items.push(...frame.items)
    }
    if (this.#place.segment === from.segment && this.#place.offset === from.offset) return
    const mayRepeat = isBefore(from, this.#given)
    if (isBefore(this.#given, this.#place)) {
      this.#given = {
        segment: this.#place.segment,
        offset: Math.max(this.#place.offset, this.#end()),
      }
      this.#save() // before they are handed out
    }
    return { items, bytes, mayRepeat, end: this.#place }
  }

  settle(end: Place, nowMs: number): void {
    this.#standing = end
    this.#isDirty = true
    this.rest(nowMs)
  }

  /** Saves where the group stands, a few times a second at most: a full log waits for that. */
  rest(nowMs: number): void {
    if (!this.#isDirty || nowMs - this.#saved < saveEveryMs) return
    this.#saved = nowMs
    this.#save()
  }

  /** Bytes from where the group stands to the end. */
  get lag(): number {
    let sum = 0
    for (const segment of segmentNumbers(readdirSync(this.#directory))) {
      if (segment < this.#standing.segment) continue
      const size = Bun.file(join(this.#directory, segmentName(segment))).size
      sum += segment === this.#standing.segment ? Math.max(0, size - this.#standing.offset) : size
    }
    return sum
  }

  close(): void {
    this.#save()
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
    this.#fdSegment = -1
  }

  /** Reads the frame at the place and moves behind it, over damage and ends of segments. */
  #next(): { items: Delivered[]; bytes: number } | undefined {
    for (;;) {
      if (!this.#open()) return
      const { segment, offset } = this.#place
      const buffer = this.#read(offset)
      const found = readFrame(buffer, 0)
      if (found.is === "frame") {
        this.#looks = 0
        this.#place = { segment, offset: offset + found.end }
        if (found.kind === "snapshot") continue
        return { items: this.#items(found.value as Content, segment, offset), bytes: found.end }
      }
      const later = segmentNumbers(readdirSync(this.#directory)).find((one) => one > segment)
      if (found.is === "incomplete") {
        if (later === undefined) return
        this.#quarantine(segment, offset, buffer.length)
        this.#place = { segment: later, offset: 0 }
      } else {
        if (later === undefined && this.#looks++ < looksMax) return
        this.#skipDamage(segment, offset)
      }
    }
  }

  #skipDamage(segment: number, offset: number): void {
    const rest = this.#readAll(offset)
    const at = nextMagic(rest, 1)
    this.#quarantine(segment, offset, at)
    this.#place = { segment, offset: offset + at }
    this.#looks = 0
  }

  #items({ records }: Content, segment: number, offset: number): Delivered[] {
    const position = `${this.#directory}:${segment}:${offset}`
    const items: Delivered[] = []
    for (const [topic, key, value] of records)
      if (this.#topics.has(topic)) items.push({ topic, key, value, position })
    return items
  }

  #open(): boolean {
    if (this.#fdSegment === this.#place.segment && this.#fd !== undefined) return true
    if (this.#fd !== undefined) closeSync(this.#fd)
    this.#fd = undefined
    try {
      this.#fd = openSync(join(this.#directory, segmentName(this.#place.segment)), "r")
      this.#fdSegment = this.#place.segment
      return true
    } catch (cause) {
      if ((cause as { code?: string }).code !== "ENOENT") throw cause
      const next = segmentNumbers(readdirSync(this.#directory)).find(
        (one) => one > this.#place.segment,
      )
      if (next === undefined) return false
      this.#place = { segment: next, offset: 0 }
      return this.#open()
    }
  }

  #end(): number {
    return this.#fd === undefined ? 0 : fstatSync(this.#fd).size
  }

  #read(offset: number): Buffer {
    const left = this.#end() - offset
    let want = Math.min(left, 1 << 16)
    let buffer = this.#bytes(offset, want)
    const found = buffer.length >= headerBytes ? buffer.readUInt32LE(8) + headerBytes : 0
    if (found > want && found <= frameBytesMax + headerBytes) {
      want = Math.min(left, found)
      buffer = this.#bytes(offset, want)
    }
    return buffer
  }

  #readAll(offset: number): Buffer {
    return this.#bytes(offset, this.#end() - offset)
  }

  #bytes(offset: number, length: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.max(0, length))
    let at = 0
    while (at < buffer.length) {
      const count = readSync(this.#fd!, buffer, at, buffer.length - at, offset + at)
      if (count === 0) break
      at += count
    }
    return buffer.subarray(0, at)
  }

  #quarantine(segment: number, offset: number, length: number): void {
    if (length === 0) return
    this.damaged += length
    const folder = join(this.#directory, "quarantine")
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(join(folder, `${segment}-${offset}`), this.#bytes(offset, length), {
      mode: 0o600,
    })
  }

  #save(): void {
    const standing: Standing = { ...this.#standing, given: this.#given }
    writeFileSync(`${this.#statePath}.tmp`, JSON.stringify(standing), { mode: 0o600 })
    renameSync(`${this.#statePath}.tmp`, this.#statePath)
    this.#isDirty = false
  }
}

const isBefore = (a: Place, b: Place) =>
  a.segment < b.segment || (a.segment === b.segment && a.offset < b.offset)

function readStanding(path: string): Standing | undefined {
  try {
    const { segment, offset, given } = JSON.parse(readFileSync(path, "utf8")) as Standing
    return { segment, offset, given: { segment: given.segment, offset: given.offset } }
  } catch {
    return // new, or damaged: then all that is kept is read again, which the ids make harmless
  }
}
