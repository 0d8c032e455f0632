import { crc32 } from "node:zlib"
import type { Topic } from "./types.ts"

/*
 * A segment file is a run of frames, all integers little-endian:
 *
 *   frame   = magic(4) kind(4) length(4) crc(4) payload(length)
 *   magic   = "VDL1"
 *   kind    = 1 snapshot (first frame of a segment) | 2 records
 *   crc     = CRC-32 of kind, length and payload
 *   payload = zstd of JSON: a text, or {"note": text?, "records": [[topic, key, value], …]}
 */
export const headerBytes = 16
const magic = Buffer.from("VDL1")
/** No frame is larger: a length beyond it is damage. */
export const frameBytesMax = 256 * 1024 * 1024

export type FrameKind = "snapshot" | "records"
const kinds: readonly (FrameKind | undefined)[] = [undefined, "snapshot", "records"]

export interface Content {
  readonly note?: string
  readonly records: readonly (readonly [topic: Topic, key: string, value: string])[]
}

export function encodeFrame(kind: FrameKind, value: unknown): Buffer {
  const payload = Bun.zstdCompressSync(JSON.stringify(value), { level: 1 })
  const frame = Buffer.allocUnsafe(headerBytes + payload.length)
  magic.copy(frame)
  frame.writeUInt32LE(kinds.indexOf(kind), 4)
  frame.writeUInt32LE(payload.length, 8)
  frame.set(payload, headerBytes)
  frame.writeUInt32LE(sumOf(frame), 12)
  return frame
}

const sumOf = (frame: Buffer) => crc32(frame.subarray(headerBytes), crc32(frame.subarray(4, 12)))

/** What stands at an offset: a frame, damage, or the beginning of what is not written yet. */
export type Found =
  | {
      readonly is: "frame"
      readonly kind: FrameKind
      readonly value: unknown
      readonly end: number
    }
  | { readonly is: "damaged" }
  | { readonly is: "incomplete"; readonly bytes: number }

/** Reads the frame at `offset` of `bytes`. */
export function readFrame(bytes: Buffer, offset: number): Found {
  const left = bytes.length - offset
  if (left < headerBytes) return { is: "incomplete", bytes: headerBytes }
  if (bytes.compare(magic, 0, 4, offset, offset + 4) !== 0) return { is: "damaged" }
  const kind = kinds[bytes.readUInt32LE(offset + 4)]
  const length = bytes.readUInt32LE(offset + 8)
  if (!kind || length > frameBytesMax) return { is: "damaged" }
  const end = offset + headerBytes + length
  if (end > bytes.length) return { is: "incomplete", bytes: headerBytes + length }
  const frame = bytes.subarray(offset, end)
  if (bytes.readUInt32LE(offset + 12) !== sumOf(frame)) return { is: "damaged" }
  try {
    const text = Bun.zstdDecompressSync(frame.subarray(headerBytes)).toString()
    return { is: "frame", kind, value: JSON.parse(text), end }
  } catch {
    return { is: "damaged" } // its sum was right, so we wrote it wrong: kept apart all the same
  }
}

/** Offset of the next magic at or after `from`, or the end. */
export function nextMagic(bytes: Buffer, from: number): number {
  const at = bytes.indexOf(magic, from)
  return at < 0 ? bytes.length : at
}

export const segmentName = (number: number) => `${String(number).padStart(20, "0")}.seg`

/** Numbers of the segments among file names, oldest first. */
export const segmentNumbers = (names: readonly string[]): number[] =>
  names
    .filter((name) => /^\d{20}\.seg$/.test(name))
    .map((name) => Number(name.slice(0, 20)))
    .sort((a, b) => a - b)
