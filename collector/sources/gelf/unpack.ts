import { gunzipSync, inflateSync } from "node:zlib"
import { trimEnd } from "#shared/pipeline/raw.ts"

/** The message, unpacked where it is packed; as it came where that can't be done within the limit. */
export function unpack(message: Buffer, bytesMax: number): Buffer {
  try {
    if (isGzip(message)) return trimEnd(gunzipSync(message, { maxOutputLength: bytesMax }))
    if (isZlib(message)) return trimEnd(inflateSync(message, { maxOutputLength: bytesMax }))
  } catch {
    return message // kept for whoever wants to know; its format says what is wrong with it
  }
  return trimEnd(message)
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b

/** RFC 1950: method 8, and both bytes together a multiple of 31. */
const isZlib = (bytes: Buffer) =>
  bytes.length > 2 && (bytes[0]! & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0
