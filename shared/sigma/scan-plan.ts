import type { Anchor } from "./check.ts"
import { rankOf } from "./commonplace.ts"
import { bitsOf, bucketOf, gramAt, gramChars, gramFrom, hashOf, isAscii } from "./gram.ts"
import { anchors, type ScanPlan } from "./plan.ts"
import { shortKind } from "./short.ts"

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
  /** Another gram of the text, so far from this one. */
  readonly step: number
  readonly other: number
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
    const stride = strideOf(literals)
    const pieces = piecesOf(literals, stride)
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
      shortKinds: Int32Array.from(
        new Set(
          shorts
            .filter((at) => !isInside(at))
            .map((at) => {
              const { text, anchor } = literals[at] as Literal
              return shortKind(text, anchor === "end")
            }),
        ),
      ),
      wides: Int32Array.from(shorts.filter(isInside)),
      startOffsets: Int32Array.from(new Set(offsets(false))),
      endOffsets: Int32Array.from(new Set(offsets(true))),
      hasInside: literals.some(({ anchor }) => anchor === "inside"),
      hasWide: literals.some(({ text }) => !isAscii(text)),
      stride,
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

/** Most positions of a value shall cost no more than a look into a small table. */
const filterBitsMin = 11
const filterBitsMax = 17

function bucketsOf(pieces: readonly Piece[]) {
  const needed = Math.ceil(Math.log2(pieces.length + 1))
  const filterShift = 32 - Math.max(filterBitsMin, Math.min(filterBitsMax, needed + 6))
  const bits = Math.max(4, needed + 1)
  const shift = 32 - bits
  const sorted = pieces.toSorted((a, b) => bucketOf(a.gram, shift) - bucketOf(b.gram, shift))
  const filter = new Uint8Array(1 << (32 - filterShift))
  const bucketFrom = new Int32Array((1 << bits) + 1)
  for (const { gram } of sorted) {
    const bucket = bucketOf(gram, shift)
    const hash = hashOf(gram)
    const place = hash >>> filterShift
    const bits = bitsOf[(hash >>> (filterShift - 6)) & 63] as number
    filter[place] = (filter[place] as number) | bits
    bucketFrom[bucket + 1] = (bucketFrom[bucket + 1] as number) + 1
  }
  for (let at = 0; at < 1 << bits; at++)
    bucketFrom[at + 1] = (bucketFrom[at + 1] as number) + (bucketFrom[at] as number)
  return {
    filter,
    filterShift,
    shift,
    bucketFrom,
    pieceGram: Int32Array.from(sorted, ({ gram }) => gram),
    pieceText: Int32Array.from(sorted, ({ text }) => text),
    pieceOffset: Int32Array.from(sorted, ({ offset }) => offset),
    pieceStep: Int32Array.from(sorted, ({ step }) => step),
    pieceOther: Int32Array.from(sorted, ({ other }) => other),
  }
}

/** The widest for which the shortest text has a piece at each place. */
function strideOf(literals: readonly Literal[]): 1 | 2 | 4 {
  let shortest = Number.POSITIVE_INFINITY
  for (const { text, anchor } of literals)
    if (anchor === "inside" && text.length >= gramChars) shortest = Math.min(shortest, text.length)
  if (shortest >= gramChars + 3) return 4
  return shortest > gramChars ? 2 : 1
}

/** Files each text under the grams of it that are to be expected least. */
function piecesOf(literals: readonly Literal[], stride: number): Piece[] {
  const counts = new Map<number, number>()
  for (const literal of literals)
    eachGram(literal, (gram) => counts.set(gram, (counts.get(gram) ?? 0) + 1))
  return literals.flatMap((literal, text) => {
    const best: Piece[] = []
    const least: number[] = []
    eachGram(literal, (gram, offset, plain) => {
      const place = literal.anchor === "inside" ? offset % stride : 0
      const rank = rankOf(literal.text, offset, plain) + 4 * (counts.get(gram) ?? 0)
      if (rank >= (least[place] ?? Number.POSITIVE_INFINITY)) return
      least[place] = rank
      best[place] = { gram, text, offset, ...otherOf(literal.text, offset) }
    })
    return best
  })
}

/** The gram at the end of the text that is further away. */
function otherOf(text: string, offset: number): { step: number; other: number } {
  const last = text.length - gramChars
  const at = offset > last - offset ? 0 : last
  return { step: at - offset, other: gramAt(text, at) }
}

/** Where grams of texts that have their place are taken from: few places, so that few are looked at. */
const endChars = 8
const startChars = 24

/** Calls `found` with each gram that a text may be filed under, where it stands, and as it is. */
function eachGram(
  { text, anchor }: Literal,
  found: (gram: number, offset: number, plain: number) => void,
): void {
  const last = text.length - gramChars
  if (last < 0) return
  if (anchor === "end") {
    const offset = Math.max(0, text.length - endChars)
    const gram = gramAt(text, offset)
    found(gramFrom(gram, offset - text.length), offset, gram)
    return
  }
  const isInside = anchor === "inside"
  const end = isInside ? last : Math.min(last, startChars - 1)
  for (let offset = 0; offset <= end; offset += isInside ? 1 : gramChars) {
    const gram = gramAt(text, offset)
    found(isInside ? gram : gramFrom(gram, offset + 1), offset, gram)
  }
}
