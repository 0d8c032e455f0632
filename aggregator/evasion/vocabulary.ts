/** Numbers of features by their hashes: open addressing, a hash and its number side by side. */
export interface Vocabulary {
  /** Pairs of hash and number; the number is -1 where there is none. */
  readonly slots: Int32Array
  readonly mask: number
  readonly size: number
}

/** @param more hashes beyond those of the model; each that is not there yet gets the next number */
export function vocabularyOf(hashes: Int32Array, more: Iterable<number>): Vocabulary {
  const all = new Set<number>(hashes)
  for (const hash of more) all.add(hash)
  const mask = 2 ** Math.ceil(Math.log2(all.size * 2 + 2)) - 1
  const slots = new Int32Array(2 * (mask + 1)).fill(-1)
  let size = 0
  for (const hash of all) {
    let at = placeOf(hash, mask)
    while (slots[at + 1]! >= 0) at = (at + 2) & (2 * mask + 1)
    slots[at] = hash
    slots[at + 1] = size++
  }
  return { slots, mask, size }
}

/** The number of a feature, -1 if it has none. */
export function numberOf({ slots, mask }: Vocabulary, hash: number): number {
  let at = placeOf(hash, mask)
  for (;;) {
    const number = slots[at + 1]!
    if (number < 0 || slots[at] === hash) return number
    at = (at + 2) & (2 * mask + 1)
  }
}

/** The hashes' low bits are their worst: the last step of theirs is a product. */
const placeOf = (hash: number, mask: number) => (((hash >>> 15) ^ hash) & mask) << 1
