import {
  closeSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { dirname } from "node:path"
import type { Value } from "#shared/ecs/event.ts"
import type { Column, Segment, SegmentBuilder } from "./segment.ts"

const version = 1
const headBytesMax = 1 << 20

/** Where a part of the file lies, and its CRC-32. */
type Place = readonly [offset: number, length: number, crc: number]

interface Head {
  readonly version: number
  readonly first: number
  readonly rows: number
  readonly minMs: number
  readonly maxMs: number
  readonly isWhole: boolean
  /** Ids of the first and the last event: whether it is of this file at all. */
  readonly ids: readonly [string, string]
  readonly own: readonly [times: Place, streams: Place, flags: Place]
  readonly fields: readonly (readonly [name: string, place: Place])[]
}

/**
 * Writes a segment: length and CRC of the head, the head as JSON, and the columns, each compressed.
 * It is derived from the events: one that can't be read is made anew.
 */
export function writeSegment(path: string, segment: SegmentBuilder, ids: [string, string]): void {
  const parts: Uint8Array[] = []
  let offset = 0
  const put = (bytes: Uint8Array): Place => {
    const packed = Bun.zstdCompressSync(bytes as Uint8Array<ArrayBuffer>, { level: 3 })
    parts.push(packed)
    offset += packed.length
    return [offset - packed.length, packed.length, Bun.hash.crc32(packed)]
  }
  const own = [
    put(bytesOf(differences(segment.times()))),
    put(encode(segment.streams())),
    put(segment.flags()),
  ] as const
  const fields = [...segment.fields.keys()].map(
    (name) => [name, put(encode(segment.column(name)!))] as const,
  )
  const { first, rows, minMs, maxMs, isWhole } = segment
  const head: Head = { version, first, rows, minMs, maxMs, isWhole, ids, own, fields }
  const text = Buffer.from(JSON.stringify(head))
  const start = new Uint32Array([text.length, Bun.hash.crc32(text)])
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, Buffer.concat([bytesOf(start), text, ...parts]))
  renameSync(`${path}.new`, path)
}

export interface SegmentFile extends Segment {
  readonly ids: readonly [string, string]
}

/** What columns are read through: it keeps those that are asked for most. */
export interface ColumnCache {
  get<T>(key: string, make: () => { value: T; bytes: number }): T
}

/** Undefined where there is no such file, or none that can be read. */
export function openSegment(path: string, cache: ColumnCache): SegmentFile | undefined {
  const start = readAt(path, 0, 8)
  if (start?.length !== 8) return undefined
  const [length = 0, crc] = new Uint32Array(start.buffer, start.byteOffset, 2)
  const text = length <= headBytesMax ? readAt(path, 8, length) : undefined
  if (text?.length !== length || Bun.hash.crc32(text) !== crc) return undefined
  const head = JSON.parse(text.toString()) as Head
  if (head.version !== version) return undefined
  const places = new Map(head.fields)
  const part = <T>(name: string, [offset, size, sum]: Place, read: (bytes: Uint8Array) => T) =>
    cache.get(`${path} ${name}`, () => {
      const packed = readAt(path, 8 + length + offset, size)
      if (packed?.length !== size || Bun.hash.crc32(packed) !== sum) throw new DamagedSegment(path)
      const bytes = new Uint8Array(Bun.zstdDecompressSync(packed))
      return { value: read(bytes), bytes: bytes.length * 2 + 200 }
    })
  return {
    ...head,
    isEnded: true,
    times: () => part("\u0000times", head.own[0], sums),
    streams: () => part("\u0000streams", head.own[1], decode),
    flags: () => part("\u0000flags", head.own[2], (bytes) => bytes),
    column(field) {
      const place = places.get(field)
      return place && part(field, place, decode)
    },
  }
}

export class DamagedSegment extends Error {
  readonly path: string
  constructor(path: string) {
    super("a segment of the store is damaged")
    this.path = path
  }
}

export const removeSegment = (path: string): void => rmSync(path, { force: true })

function readAt(path: string, offset: number, length: number): Buffer | undefined {
  let file: number
  try {
    file = openSync(path, "r")
  } catch {
    return undefined
  }
  try {
    const bytes = Buffer.allocUnsafeSlow(length)
    return bytes.subarray(0, readSync(file, bytes, 0, length, offset))
  } finally {
    closeSync(file)
  }
}

const bytesOf = (array: Float64Array | Uint32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

/** Each time but the first as what it is more than the one before: that is small, and packs well. */
function differences(times: Float64Array): Float64Array {
  const all = new Float64Array(times.length)
  for (let at = 0; at < times.length; at++) all[at] = times[at]! - (times[at - 1] ?? 0)
  return all
}

function sums(bytes: Uint8Array): Float64Array {
  const times = new Float64Array(bytes.buffer)
  for (let at = 1; at < times.length; at++) times[at]! += times[at - 1]!
  return times
}

/** The length of the values' JSON, the bytes of a code, the codes, the values. */
function encode({ codes, values }: Column): Uint8Array {
  const width = values.length <= 256 ? 1 : 2
  const packed = width === 1 ? new Uint8Array(codes) : new Uint16Array(codes)
  const bytes = new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength)
  const text = Buffer.from(JSON.stringify(values))
  const start = new Uint32Array([text.length, width])
  return Buffer.concat([bytesOf(start), bytes, text])
}

function decode(bytes: Uint8Array): Column {
  const [length = 0, width] = new Uint32Array(bytes.buffer, 0, 2)
  const codes = bytes.slice(8, bytes.length - length)
  const text = Buffer.from(bytes.buffer, bytes.length - length, length).toString()
  return {
    codes: width === 1 ? codes : new Uint16Array(codes.buffer),
    values: JSON.parse(text) as (Value | null)[],
  }
}
