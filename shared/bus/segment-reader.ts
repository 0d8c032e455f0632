import type { DiskFile } from "./disk.ts"
import {
  type Frame,
  frameBytesMax,
  headerBytes,
  lengthOf,
  nextMagic,
  readFrame,
  sealed,
  unsealed,
} from "./segment.ts"

/** What a segment holds at a place. `end` is the offset behind it. */
export type Part =
  | { readonly is: "frame"; readonly frame: Frame; readonly end: number }
  /** Bytes that are no frame. `torn`: the file ends within a record, as a crash leaves it. */
  | { readonly is: "damage"; readonly torn: boolean; readonly end: number }
  /** Nothing more stands there, or not yet. */
  | { readonly is: "end" }
  | { readonly is: "newer"; readonly version: number }

const windowBytes = 1 << 16
const scanBytes = 1 << 20

/**
 * What stands at `offset`: a whole frame, or all that lies before the next whole frame or the end.
 * @param isFinal nothing is written to the file any more
 */
export function partAt(file: DiskFile, offset: number, isFinal: boolean): Part {
  const size = file.size
  if (offset >= size) return { is: "end" }
  const { found, isSealed } = frameAt(file, offset, size)
  if (found.is === "frame" && !isSealed && !isFinal) return { is: "end" }
  if (found.is === "frame") return { is: "frame", frame: found, end: offset + found.end }
  if (found.is === "newer") return found
  const next = nextFrame(file, offset + 1, size)
  if (next !== undefined) return { is: "damage", torn: false, end: next }
  if (!isFinal) return { is: "end" } // it may be one that is being written
  return { is: "damage", torn: found.is === "incomplete", end: size }
}

function frameAt(file: DiskFile, offset: number, size: number) {
  const left = size - offset
  let bytes = file.read(offset, Math.min(left, windowBytes))
  const whole = lengthOf(bytes, 0)
  if (whole > bytes.length && whole <= Math.min(left, frameBytesMax + headerBytes))
    bytes = file.read(offset, whole)
  const isSealed = bytes[0] !== unsealed
  if (!isSealed) bytes[0] = sealed
  return { found: readFrame(bytes, 0), isSealed }
}

/** Offset of the next whole frame. */
function nextFrame(file: DiskFile, from: number, size: number): number | undefined {
  for (let at = from; at < size; ) {
    const bytes = file.read(at, Math.min(size - at, scanBytes))
    if (bytes.length === 0) return
    for (let mark = nextMagic(bytes, 0); mark >= 0; mark = nextMagic(bytes, mark + 1)) {
      const { is } = frameAt(file, at + mark, size).found
      if (is === "frame" || is === "newer") return at + mark
    }
    at += Math.max(1, bytes.length - 2) // a magic may lie across the border
  }
  return
}
