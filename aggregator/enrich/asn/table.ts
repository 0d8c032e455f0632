import type { Family } from "./words.ts"
import { wordsIn } from "./words.ts"

/** Who announces a network: an autonomous system. */
export interface Holder {
  readonly number: number
  readonly name: string
}

/** Ranges of addresses and whose they are. */
export interface Table {
  readonly ranges: number
  /** @param words as many as the table's family has */
  find(words: readonly number[]): Holder | undefined
}

/** The parts of a table; ranges stand in the order of their starts. */
export interface Columns {
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  /** For each range the index of its holder. */
  readonly holders: Uint32Array
  readonly numbers: Uint32Array
  /** For each holder where its name ends in `names`. */
  readonly nameEnds: Uint32Array
  readonly names: Uint8Array
}

/*
 * One buffer, in the byte order of the machine that made it:
 *   magic u64 | stamp u64 | checksum u64 | ranges u32 | holders u32 | name bytes u32 | words u32
 *   starts | ends | holders | numbers | nameEnds | names
 * The stamp tells the CSV it was made from; the checksum covers all that follows it.
 */
const magic = 0x7664_7461_736e_3031n // "vdtasn01"
const headerBytes = 40
const summedFrom = 24

export function encodeTable(family: Family, columns: Columns, stamp: bigint): ArrayBuffer {
  const { starts, ends, holders, numbers, nameEnds, names } = columns
  const parts = [starts, ends, holders, numbers, nameEnds, names]
  const bytes = parts.reduce((sum, part) => sum + part.byteLength, headerBytes)
  const buffer = new ArrayBuffer(bytes)
  const counts = [holders.length, numbers.length, names.length, wordsIn[family]]
  new Uint32Array(buffer, summedFrom, 4).set(counts)
  let at = headerBytes
  for (const part of parts) {
    new Uint8Array(buffer, at).set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
    at += part.byteLength
  }
  new BigUint64Array(buffer, 0, 3).set([magic, stamp, sumOf(buffer)])
  return buffer
}

/** Undefined where the buffer is damaged, of another family or made from another file. */
export function decodeTable(family: Family, buffer: ArrayBuffer, stamp: bigint): Table | undefined {
  if (buffer.byteLength < headerBytes) return undefined
  const [mark, madeFrom, sum] = new BigUint64Array(buffer, 0, 3)
  if (mark !== magic || madeFrom !== stamp) return undefined
  const [ranges, systems, nameBytes, words] = new Uint32Array(buffer, summedFrom, 4)
  const lengths = [ranges! * words!, ranges! * words!, ranges!, systems!, systems!]
  const bytes = lengths.reduce((all, length) => all + length * 4, headerBytes + nameBytes!)
  if (words !== wordsIn[family] || bytes !== buffer.byteLength) return undefined
  if (sum !== sumOf(buffer)) return undefined
  let at = headerBytes
  const [starts, ends, holders, numbers, nameEnds] = lengths.map((length) => {
    at += length * 4
    return new Uint32Array(buffer, at - length * 4, length)
  })
  return openTable(words!, {
    starts: starts!,
    ends: ends!,
    holders: holders!,
    numbers: numbers!,
    nameEnds: nameEnds!,
    names: new Uint8Array(buffer, at, nameBytes!),
  })
}

function sumOf(buffer: ArrayBuffer): bigint {
  return Bun.hash.xxHash64(new Uint8Array(buffer, summedFrom))
}

function openTable(words: number, columns: Columns): Table {
  const { starts, ends, holders, numbers, nameEnds } = columns
  const names = Buffer.from(columns.names.buffer, columns.names.byteOffset, columns.names.length)
  const known: (Holder | undefined)[] = []

  const holderAt = (index: number): Holder =>
    (known[index] ??= {
      number: numbers[index]!,
      name: names.toString("utf8", index === 0 ? 0 : nameEnds[index - 1]!, nameEnds[index]!),
    })

  return {
    ranges: holders.length,
    find(address) {
      let low = 0
      let high = holders.length
      while (low < high) {
        const middle = (low + high) >>> 1
        if (isAfter(starts, middle, address, words)) high = middle
        else low = middle + 1
      }
      const at = low - 1 // the last range that begins at or before the address
      return at < 0 || isBefore(ends, at, address, words) ? undefined : holderAt(holders[at]!)
    },
  }
}

const isAfter = (bounds: Uint32Array, at: number, address: readonly number[], words: number) =>
  difference(bounds, at, address, words) > 0
const isBefore = (bounds: Uint32Array, at: number, address: readonly number[], words: number) =>
  difference(bounds, at, address, words) < 0

function difference(
  bounds: Uint32Array,
  at: number,
  address: readonly number[],
  words: number,
): number {
  for (let word = 0; word < words; word++) {
    const apart = bounds[at * words + word]! - address[word]!
    if (apart !== 0) return apart
  }
  return 0
}
