import type { Anchor } from "./check.ts"
import { bucketOf, gramAt, gramChars, gramFrom } from "./gram.ts"
import { anchors, type ScanPlan } from "./plan.ts"

interface Literal {
  readonly text: string
  readonly anchor: Anchor
  readonly marks: number[]
  readonly posts: number[]
}

interface Piece {
  readonly gram: number
  readonly text: number
  readonly offset: number
}

/** Collects the texts that are looked for in one field. */
export class ScanBuilder {
  readonly #literals = new Map<string, Literal>()
  readonly #slot: number

  constructor(slot: number) {
    this.#slot = slot
  }

  literal(text: string, anchor: Anchor): Literal {
    const key = `${anchors[anchor]}${text}`
    let literal = this.#literals.get(key)
    if (!literal) {
      literal = { text, anchor, marks: [], posts: [] }
      this.#literals.set(key, literal)
    }
    return literal
  }

  build(): ScanPlan {
    const literals = [...this.#literals.values()]
    const pieces = piecesOf(literals)
    const offsets = (isEnd: boolean) =>
      pieces.flatMap(({ text, offset }) => {
        const { anchor, text: wanted } = literals[text] as Literal
        if (anchor === "inside" || (anchor === "end") !== isEnd) return []
        return isEnd ? wanted.length - offset : offset
      })
    const shorts = [...literals.keys()].filter((at) => isShort(literals[at] as Literal))
    const isInside = (at: number) => literals[at]?.anchor === "inside"
    return {
      slot: this.#slot,
      texts: literals.map(({ text }) => text),
      anchors: Uint8Array.from(literals, ({ anchor }) => anchors[anchor]),
      shorts: Int32Array.from(shorts.filter((at) => !isInside(at))),
      wides: Int32Array.from(shorts.filter(isInside)),
      startOffsets: Int32Array.from(new Set(offsets(false))),
      endOffsets: Int32Array.from(new Set(offsets(true))),
      hasInside: literals.some(({ anchor }) => anchor === "inside"),
      ...bucketsOf(pieces),
      markFrom: startsOf(literals.map(({ marks }) => marks)),
      marks: Int32Array.from(literals.flatMap(({ marks }) => marks)),
      postFrom: startsOf(literals.map(({ posts }) => posts)),
      posts: Int32Array.from(literals.flatMap(({ posts }) => posts)),
    }
  }
}

const isShort = ({ text }: Literal): boolean => text.length < gramChars

/** Where each list starts when they follow each other. */
export function startsOf(lists: readonly (readonly unknown[])[]): Int32Array {
  const from = new Int32Array(lists.length + 1)
  lists.forEach(({ length }, at) => {
    from[at + 1] = (from[at] as number) + length
  })
  return from
}

const filterBitsMax = 16

function bucketsOf(pieces: readonly Piece[]) {
  const bits = Math.min(filterBitsMax, Math.max(6, Math.ceil(Math.log2(pieces.length * 16 + 1))))
  const shift = 32 - bits
  const sorted = pieces.toSorted((a, b) => bucketOf(a.gram, shift) - bucketOf(b.gram, shift))
  const filter = new Uint8Array(1 << bits)
  const bucketFrom = new Int32Array((1 << bits) + 1)
  for (const { gram } of sorted) {
    const bucket = bucketOf(gram, shift)
    filter[bucket] = 1
    bucketFrom[bucket + 1] = (bucketFrom[bucket + 1] as number) + 1
  }
  for (let at = 0; at < 1 << bits; at++)
    bucketFrom[at + 1] = (bucketFrom[at + 1] as number) + (bucketFrom[at] as number)
  return {
    filter,
    shift,
    bucketFrom,
    pieceGram: Int32Array.from(sorted, ({ gram }) => gram),
    pieceText: Int32Array.from(sorted, ({ text }) => text),
    pieceOffset: Int32Array.from(sorted, ({ offset }) => offset),
  }
}

/** Files each text under the gram of it that is rarest in all of them. */
function piecesOf(literals: readonly Literal[]): Piece[] {
  const counts = new Map<number, number>()
  for (const literal of literals) {
    for (const gram of gramsOf(literal)) counts.set(gram, (counts.get(gram) ?? 0) + 1)
  }
  return literals.flatMap((literal, text) => {
    const grams = gramsOf(literal)
    let best = -1
    for (let at = 0; at < grams.length; at++) {
      if (best < 0 || rarity(grams, at, counts) < rarity(grams, best, counts)) best = at
    }
    return best < 0 ? [] : { gram: grams[best] as number, text, offset: best }
  })
}

const rarity = (grams: readonly number[], at: number, counts: ReadonlyMap<number, number>) =>
  counts.get(grams[at] as number) ?? 0

function gramsOf({ text, anchor }: Literal): number[] {
  const grams: number[] = []
  for (let at = 0; at + gramChars <= text.length; at++) {
    const gram = gramAt(text, at)
    if (anchor === "inside") grams.push(gram)
    else grams.push(gramFrom(gram, anchor === "end" ? at - text.length : at + 1))
  }
  return grams
}
