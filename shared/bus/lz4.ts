import { openPacked, openUnpacked, type Packed, type Unpacked } from "./unpacked.ts"

const magic = 0x184d2204
const storedFlag = 0x80000000

/**
 * The LZ4 frame format: a magic number, flags, sizes, then blocks with their length, of which the
 * highest bit says that it is not packed, ended by a length of 0. Checksums are passed over: Kafka
 * has its own over the batch.
 * @throws when it is damaged, or unpacks to more than the limit
 */
export function unpackLz4(frame: Buffer, bytesMax: number): Buffer {
  const packed = openPacked(frame)
  if (packed.number(4) !== magic) throw new Error("damaged: no LZ4 frame")
  const flags = packed.byte()
  const [hasBlockSums, hasSize, hasDictionary] = [flags & 0x10, flags & 0x08, flags & 0x01]
  packed.take(1 + (hasSize ? 8 : 0) + (hasDictionary ? 4 : 0) + 1)
  const out = openUnpacked(bytesMax)
  for (let length = packed.number(4); length !== 0; length = packed.number(4)) {
    const isStored = length >= storedFlag
    const block = packed.take(isStored ? length - storedFlag : length)
    if (isStored) out.literal(block)
    else unpackBlock(openPacked(block), out)
    if (hasBlockSums) packed.take(4)
  }
  return out.bytes()
}

/** Sequences of literals and of a repetition; the last has only literals. */
function unpackBlock(packed: Packed, out: Unpacked): void {
  while (packed.left > 0) {
    const token = packed.byte()
    out.literal(packed.take(lengthOf(token >> 4, packed)))
    if (packed.left === 0) return
    const distance = packed.number(2)
    out.repeat(distance, lengthOf(token & 15, packed) + 4)
  }
}

/** 15 goes on in bytes that are added, up to one that is not 255. */
function lengthOf(nibble: number, packed: Packed): number {
  if (nibble < 15) return nibble
  let length = nibble
  for (;;) {
    const byte = packed.byte()
    length += byte
    if (byte !== 255) return length
  }
}
