import type { FileHandle } from "node:fs/promises"

/** A few bytes of a file's content by their hash: tells whether it is still the same content. */
export interface Mark {
  readonly bytes: number
  readonly hash: string
}

export const noMark: Mark = { bytes: 0, hash: "" }

/** Bytes at the beginning that tell one content from another. */
export const headBytesMax = 1024
/** Bytes before the place that was read to: they tell a content that only begins alike. */
export const tailBytesMax = 64

/** The mark of what the file holds from `from` on, up to so many bytes. */
export async function markAt(file: FileHandle, from: number, bytes: number): Promise<Mark> {
  if (bytes <= 0) return noMark
  const held = await readAt(file, from, bytes)
  return { bytes: held.length, hash: hashOf(held) }
}

export const headOf = (file: FileHandle, size: number): Promise<Mark> =>
  markAt(file, 0, Math.min(size, headBytesMax))

export function tailOf(file: FileHandle, offset: number): Promise<Mark> {
  const bytes = Math.min(offset, tailBytesMax)
  return markAt(file, offset - bytes, bytes)
}

/** Whether the file is what it was when `head` and, before `offset`, `tail` were taken. */
export async function isSame(
  file: FileHandle,
  head: Mark,
  offset: number,
  tail: Mark,
): Promise<boolean> {
  const [headNow, tailNow] = [
    await markAt(file, 0, head.bytes),
    await markAt(file, offset - tail.bytes, tail.bytes),
  ]
  return headNow.hash === head.hash && tailNow.hash === tail.hash
}

/** Up to so many bytes from a place on; fewer at the file's end. */
export async function readAt(file: FileHandle, from: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(bytes)
  let filled = 0
  while (filled < bytes) {
    const { bytesRead } = await file.read(buffer, filled, bytes - filled, from + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

export const hashOf = (bytes: Uint8Array): string =>
  new Bun.CryptoHasher("sha256").update(bytes).digest().toString("base64url")
