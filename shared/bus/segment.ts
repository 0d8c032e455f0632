import { crc32 } from "node:zlib"
import type { Topic } from "./types.ts"

/*
 * A segment file is a run of frames, all integers little-endian:
 *
 *   frame   = magic(4) kind(4) length(4) segment(4) index(4) sum(4) payload(length)
 *   magic   = "VDL" and the version's digit
 *   kind    = 1 snapshot (first frame of a segment) | 2 records | 3 records that may stand before
 *   segment = number of the segment it was written to
 *   index   = its place among the frames of that segment, from 0
 *   sum     = CRC-32 of the header before it and of the payload
 *   payload = zstd of JSON: a text, or {"note": text?, "records": [[topic, key, value], …]}
 *
 * The first byte of what is written at once is 0 until all of it is on disk: a reader does not take
 * what may yet be lost. In a segment that is not written any more such a frame counts as whole.
 *
 * The header and its sum stay so in all later versions, so that a newer frame is told from damage.
 * Version 1 had neither segment nor index, and its sum left the magic out; it is still read.
 */
export const headerBytes = 24
const magic = Buffer.from("VDL")
/** The first byte of a frame that is on disk, and of one that may not be. */
export const sealed = 0x56
export const unsealed = 0
const version = 2
/** No frame is larger: a length beyond it is damage. */
export const frameBytesMax = 256 * 1024 * 1024

export type FrameKind = "snapshot" | "records" | "again"
const kinds: readonly (FrameKind | undefined)[] = [undefined, "snapshot", "records", "again"]

export interface Content {
  readonly note?: string
  readonly records: readonly (readonly [topic: Topic, key: string, value: string])[]
}

/** Where a frame was meant to stand. */
export interface Stamp {
  readonly segment: number
  readonly index: number
}

/** A frame that `stampFrame` makes whole. */
export function encodeFrame(kind: FrameKind, value: unknown): Buffer {
  const payload = Bun.zstdCompressSync(JSON.stringify(value), { level: 1 })
  const frame = Buffer.alloc(headerBytes + payload.length)
  frame.write(`VDL${version}`, "latin1")
  frame.writeUInt32LE(kinds.indexOf(kind), 4)
  frame.writeUInt32LE(payload.length, 8)
  frame.set(payload, headerBytes)
  return frame
}

export function stampFrame(frame: Buffer, { segment, index }: Stamp): Buffer {
  frame.writeUInt32LE(segment, 12)
  frame.writeUInt32LE(index, 16)
  frame.writeUInt32LE(sumOf(frame), headerBytes - 4)
  return frame
}

/** Marks a frame that may have been written before. */
export function markAgain(frame: Buffer): void {
  frame.writeUInt32LE(kinds.indexOf("again"), 4)
}

const sumOf = (frame: Buffer) =>
  crc32(frame.subarray(headerBytes), crc32(frame.subarray(0, headerBytes - 4)))

export interface Frame {
  readonly kind: FrameKind
  readonly value: unknown
  /** Absent in a frame of version 1. */
  readonly stamp?: Stamp
  /** Offset of what follows it. */
  readonly end: number
}

/** What stands at an offset: a frame, damage, the beginning of one, or one of a later version. */
export type Found =
  | ({ readonly is: "frame" } & Frame)
  | { readonly is: "damaged" }
  | { readonly is: "incomplete"; readonly bytes: number }
  | { readonly is: "newer"; readonly version: number }

/** Reads the frame at `offset` of `bytes`. */
export function readFrame(bytes: Buffer, offset: number): Found {
  const left = bytes.length - offset
  if (left < headerBytes) return { is: "incomplete", bytes: headerBytes }
  if (bytes.compare(magic, 0, 3, offset, offset + 3) !== 0) return { is: "damaged" }
  const written = bytes[offset + 3]! - 0x30
  if (written < 1) return { is: "damaged" }
  const header = written === 1 ? 16 : headerBytes
  const length = bytes.readUInt32LE(offset + 8)
  if (length > frameBytesMax) return { is: "damaged" }
  const end = offset + header + length
  if (end > bytes.length) return { is: "incomplete", bytes: header + length }
  const frame = bytes.subarray(offset, end)
  if (written === 1) return isWhole1(frame) ? decoded(frame, header, end) : { is: "damaged" }
  if (frame.readUInt32LE(headerBytes - 4) !== sumOf(frame)) return { is: "damaged" }
  if (written > version) return { is: "newer", version: written }
  const stamp = { segment: frame.readUInt32LE(12), index: frame.readUInt32LE(16) }
  return decoded(frame, header, end, stamp)
}

const isWhole1 = (frame: Buffer) =>
  frame.readUInt32LE(12) === crc32(frame.subarray(16), crc32(frame.subarray(4, 12)))

function decoded(frame: Buffer, header: number, end: number, stamp?: Stamp): Found {
  const kind = kinds[frame.readUInt32LE(4)]
  if (!kind) return { is: "damaged" }
  try {
    const value: unknown = JSON.parse(Bun.zstdDecompressSync(frame.subarray(header)).toString())
    return { is: "frame", kind, value, end, ...(stamp && { stamp }) }
  } catch {
    return { is: "damaged" } // its sum was right, so we wrote it wrong: kept apart all the same
  }
}

/** Length in the header at `offset`: how much must be read to have the whole frame. */
export const lengthOf = (bytes: Buffer, offset: number): number =>
  bytes.length - offset < headerBytes ? headerBytes : bytes.readUInt32LE(offset + 8) + headerBytes

/** Offset of the next magic at or after `from`, sealed or not; or -1. */
export function nextMagic(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf("DL", from + 1); at > 0; at = bytes.indexOf("DL", at + 1))
    if (bytes[at - 1] === sealed || bytes[at - 1] === unsealed) return at - 1
  return -1
}

export const segmentName = (number: number) => `${String(number).padStart(20, "0")}.seg`

/** Numbers of the segments among file names, oldest first. */
export const segmentNumbers = (names: readonly string[]): number[] =>
  names
    .filter((name) => /^0{10}\d{10}\.seg$/.test(name) && Number(name.slice(0, 20)) < 2 ** 32)
    .map((name) => Number(name.slice(0, 20)))
    .sort((a, b) => a - b)
