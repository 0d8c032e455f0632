import { openPacked, openUnpacked, type Packed, type Unpacked } from "./unpacked.ts"

const xerial = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0])

/**
 * Snappy, raw as librdkafka writes it, or in the blocks of Java's library: a magic number, two
 * versions of 4 bytes, then blocks, each with its length in 4 bytes, the greatest first.
 * @throws when it is damaged, or unpacks to more than the limit
 */
export function unpackSnappy(packed: Buffer, bytesMax: number): Buffer {
  const out = openUnpacked(bytesMax)
  if (!packed.subarray(0, 8).equals(xerial)) {
    unpackBlock(packed, out)
    return out.bytes()
  }
  const blocks = openPacked(packed)
  blocks.take(16)
  while (blocks.left > 0) unpackBlock(blocks.take(blocks.take(4).readUInt32BE(0)), out)
  return out.bytes()
}

/** The length, then literals and copies, told apart by the lowest two bits of their tag. */
function unpackBlock(block: Buffer, out: Unpacked): void {
  const packed = openPacked(block)
  const end = out.length + varint(packed)
  while (packed.left > 0) {
    const tag = packed.byte()
    const upper = tag >> 2
    if ((tag & 3) === 0) out.literal(packed.take(literalLength(upper, packed)))
    else if ((tag & 3) === 1) out.repeat(((tag >> 5) << 8) | packed.byte(), 4 + (upper & 7))
    else out.repeat(packed.number((tag & 3) === 2 ? 2 : 4), upper + 1)
  }
  if (out.length !== end) throw new Error("damaged: its length is another")
}

/** Up to 60 in the tag itself, else in the 1 to 4 bytes that follow. */
const literalLength = (upper: number, packed: Packed): number =>
  (upper < 60 ? upper : packed.number(upper - 59)) + 1

function varint(packed: Packed): number {
  let value = 0
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = packed.byte()
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return value
  }
  throw new Error("damaged: its length has no end")
}
