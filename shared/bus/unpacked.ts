/** Bytes that a decoder writes, of which later ones may repeat earlier ones. */
export interface Unpacked {
  readonly length: number
  literal(bytes: Buffer): void
  /** Repeats `length` bytes from `distance` before the end; they may overlap what they make. */
  repeat(distance: number, length: number): void
  bytes(): Buffer
}

/** @throws beyond so many bytes, and when what is to be repeated is not there */
export function openUnpacked(bytesMax: number, expected = 0): Unpacked {
  let held = Buffer.allocUnsafe(Math.min(bytesMax, Math.max(expected, 4096)))
  let length = 0
  const room = (more: number) => {
    const needed = length + more
    if (needed > bytesMax) throw new Error(`unpacks to more than ${bytesMax} bytes`)
    if (needed <= held.length) return
    const larger = Buffer.allocUnsafe(Math.min(bytesMax, 2 * needed))
    held.copy(larger, 0, 0, length)
    held = larger
  }
  return {
    get length() {
      return length
    },
    literal(bytes) {
      room(bytes.length)
      bytes.copy(held, length)
      length += bytes.length
    },
    repeat(distance, count) {
      if (distance === 0 || distance > length) throw new Error("damaged: nothing is there")
      room(count)
      const end = length + count
      const from = length - distance
      while (length < end) {
        const step = Math.min(length - from, end - length)
        held.copyWithin(length, from, from + step)
        length += step
      }
    },
    bytes: () => held.subarray(0, length),
  }
}

/** Reads a packed text from its start to its end. */
export interface Packed {
  readonly left: number
  byte(): number
  /** A number of so many bytes, the least first. */
  number(bytes: number): number
  take(bytes: number): Buffer
}

/** @throws when it is asked for more than there is */
export function openPacked(packed: Buffer): Packed {
  let at = 0
  const take = (bytes: number) => {
    if (at + bytes > packed.length) throw new Error("damaged: it ends too early")
    at += bytes
    return packed.subarray(at - bytes, at)
  }
  return {
    get left() {
      return packed.length - at
    },
    take,
    byte: () => take(1)[0]!,
    number: (bytes) => take(bytes).readUIntLE(0, bytes),
  }
}
