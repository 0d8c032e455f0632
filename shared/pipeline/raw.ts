import { isUtf8 } from "node:buffer"
import type { Raw } from "./types.ts"

/**
 * A record's bytes as a `Raw`: cut to the limit at a character's border, and with the exact bytes
 * where they are not UTF-8.
 * @param originalBytes how long the record was, where the caller has cut it already
 */
export function rawOf(
  record: Buffer,
  position: string,
  bytesMax: number,
  originalBytes = record.length,
  peer?: string,
): Raw {
  const kept = record.length > bytesMax ? record.subarray(0, bytesMax) : record
  const isCut = originalBytes > kept.length
  const whole = isCut ? kept.subarray(0, characterBorder(kept)) : kept
  const text = whole.toString("utf8")
  const isExact = !text.includes("\uFFFD") || isUtf8(whole)
  return {
    text,
    position,
    ...(isExact ? {} : { bytes: Uint8Array.from(whole) }),
    ...(isCut ? { originalBytes } : {}),
    ...(peer === undefined ? {} : { peer }),
  }
}

/**
 * True if a record holds nothing but blanks, line ends and NULs. Of one that was cut that is not known:
 * text behind many blanks must not vanish.
 */
export function isBlank(record: Uint8Array, originalBytes = record.length): boolean {
  if (originalBytes > record.length) return false
  for (const byte of record) {
    if (byte !== 0x20 && byte !== 0 && (byte < 9 || byte > 13)) return false
  }
  return true
}

/** The record without line ends and NULs at its end. */
export function trimEnd(record: Buffer): Buffer {
  let end = record.length
  while (end > 0 && isTerminator(record[end - 1]!)) end--
  return end === record.length ? record : record.subarray(0, end)
}

const isTerminator = (byte: number) => byte === 10 || byte === 13 || byte === 0

/** Where the last character that is whole ends: a cut must not make UTF-8 invalid. */
function characterBorder(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return bytes.length
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}
