import { putAscii, words } from "./bytes.ts"
import { fold, likeAscii, standsAt } from "./check.ts"
import { bucketOf, gramAt, gramChars, gramFrom, mayHold, partOf } from "./gram.ts"
import { anchors, type ScanPlan } from "./plan.ts"
import { shortKeyOf, shortKind } from "./short.ts"
import { WideTexts } from "./wide-texts.ts"

/** Shorter values are looked through character by character. */
const packedCharsMin = 48
/** Longer ones that are more than ASCII are folded before they are looked through. */
const longCharsMin = 1024
const blanks = 0x20202020

/** Gets what a scan finds: an index into its texts. */
export interface Finder {
  found(plan: ScanPlan, text: number): void
}

/** Looks for all texts of a field in one pass, whatever their case. */
export class Scan {
  readonly slot: number
  readonly #plan: ScanPlan
  readonly #finder: Finder
  readonly #texts: readonly string[]
  readonly #anchors: Uint8Array
  readonly #filter: Uint8Array
  readonly #filterShift: number
  /** Short texts that have their place, by their end or start. */
  readonly #shorts: ReadonlyMap<number, readonly number[]>
  /** Short texts beyond ASCII, by their first character beyond it. */
  readonly #wide: WideTexts | undefined
  /** The event's number for which a text was last found, so that it is found once. */
  readonly #seen: Int32Array
  #epoch = 0
  /** Whether the text that is looked at lies in `words`. */
  #isPacked = false
  #isFolded = false
  /** Whether it holds more than ASCII. */
  #isWide = false

  constructor(plan: ScanPlan, finder: Finder) {
    this.slot = plan.slot
    this.#plan = plan
    this.#finder = finder
    this.#texts = plan.texts
    this.#anchors = plan.anchors
    this.#filter = plan.filter
    this.#filterShift = plan.filterShift
    this.#seen = new Int32Array(plan.texts.length)
    this.#shorts = Map.groupBy(plan.shorts, (index) => {
      const text = plan.texts[index] as string
      return shortKeyOf(text, shortKind(text, plan.anchors[index] === anchors.end))
    })
    this.#wide = plan.wides.length > 0 ? new WideTexts(plan) : undefined
  }

  forget(): void {
    this.#seen.fill(0)
  }

  run(text: string, epoch: number): void {
    const { hasInside, hasWide } = this.#plan
    this.#epoch = epoch
    this.#isWide = false
    this.#isPacked = false
    this.#isFolded = false
    if (hasInside && text.length >= packedCharsMin) {
      this.#isPacked = putAscii(text)
      if (this.#isPacked || !hasWide || text.length < longCharsMin) this.#look(text)
      else this.#isWide = true
    } else this.#look(text)
    if (this.#isWide && (hasWide || likeAscii.test(text))) this.#runFolded(fold(text))
  }

  #runFolded(folded: string): void {
    this.#isPacked = false
    this.#isFolded = true
    this.#look(folded)
    this.#wide?.look(folded, this.#seen, this.#epoch, (index) => this.#report(index))
  }

  #look(text: string): void {
    const { startOffsets, endOffsets, hasInside } = this.#plan
    if (this.#shorts.size > 0) this.#lookShort(text)
    const last = text.length - gramChars
    if (last < 0) {
      this.#isWide ||= this.#wide !== undefined
      return
    }
    for (let i = 0; i < startOffsets.length; i++) {
      const at = startOffsets[i] as number
      if (at <= last) this.#lookAt(text, at, at + 1)
    }
    for (let i = 0; i < endOffsets.length; i++) {
      const place = endOffsets[i] as number
      if (place <= text.length) this.#lookAt(text, text.length - place, -place)
    }
    if (!hasInside) return
    if (this.#isPacked) this.#passPacked(text)
    else this.#pass(text)
  }

  #lookShort(text: string): void {
    const { shortKinds } = this.#plan
    for (let at = 0; at < text.length && at < gramChars; at++)
      if ((text.charCodeAt(at) | text.charCodeAt(text.length - 1 - at)) > 127) this.#isWide = true
    for (let i = 0; i < shortKinds.length; i++) {
      const indexes = this.#shorts.get(shortKeyOf(text, shortKinds[i] as number))
      if (indexes) for (const index of indexes) this.#try(text, index, 0)
    }
  }

  #lookAt(text: string, at: number, place: number): void {
    const a = text.charCodeAt(at)
    const b = text.charCodeAt(at + 1)
    const c = text.charCodeAt(at + 2)
    const d = text.charCodeAt(at + 3)
    if ((a | b | c | d) > 127) this.#isWide = true
    const parts = partOf(a) | (partOf(b) << 8) | (partOf(c) << 16) | (partOf(d) << 24)
    const gram = gramFrom(parts, place)
    if (mayHold(this.#filter, this.#filterShift, gram)) this.#probe(text, at, gram)
  }

  #pass(text: string): void {
    const filter = this.#filter
    const shift = this.#filterShift
    const { length } = text
    let gram = 0
    let codes = 0
    for (let at = 0; at < length; at++) {
      const code = text.charCodeAt(at)
      codes |= code
      gram = (gram >>> 8) | (partOf(code) << 24)
      if (mayHold(filter, shift, gram) && at >= 3) this.#probe(text, at - 3, gram)
    }
    if (codes > 127) this.#isWide = true
  }

  /** The same for ASCII, at the places alone where each text has a piece. */
  #passPacked(text: string): void {
    const filter = this.#filter
    const shift = this.#filterShift
    const { stride } = this.#plan
    const count = (text.length + 3) >> 2
    let next = (words[0] as number) | blanks
    for (let i = 0; i < count; i++) {
      const word = next
      next = (words[i + 1] as number) | blanks
      if (mayHold(filter, shift, word)) this.#probe(text, i * 4, word)
      if (stride === 4) continue
      const half = (word >>> 16) | (next << 16)
      if (mayHold(filter, shift, half)) this.#probe(text, i * 4 + 2, half)
      if (stride === 2) continue
      const second = (word >>> 8) | (next << 24)
      if (mayHold(filter, shift, second)) this.#probe(text, i * 4 + 1, second)
      const fourth = (word >>> 24) | (next << 8)
      if (mayHold(filter, shift, fourth)) this.#probe(text, i * 4 + 3, fourth)
    }
  }

  #probe(text: string, at: number, gram: number): void {
    const { shift, bucketFrom, pieceGram, pieceText, pieceOffset, pieceStep, pieceOther } =
      this.#plan
    const bucket = bucketOf(gram, shift)
    const end = bucketFrom[bucket + 1] as number
    for (let piece = bucketFrom[bucket] as number; piece < end; piece++) {
      if (pieceGram[piece] !== gram) continue
      const other = at + (pieceStep[piece] as number)
      if (other < 0 || other + gramChars > text.length) continue
      if (gramAt(text, other) !== pieceOther[piece]) continue
      this.#try(text, pieceText[piece] as number, at - (pieceOffset[piece] as number))
    }
  }

  /** `from` counts for texts that may stand anywhere. */
  #try(text: string, index: number, from: number): void {
    if (this.#seen[index] === this.#epoch) return
    const wanted = this.#texts[index] as string
    const anchor = this.#anchors[index]
    const rest = text.length - wanted.length
    if (rest < 0 || (anchor === anchors.whole && rest > 0)) return
    const place = anchor === anchors.inside ? from : anchor === anchors.end ? rest : 0
    if (place < 0 || place > rest) return
    const stands = this.#isFolded ? text.startsWith(wanted, place) : standsAt(text, wanted, place)
    if (stands) this.#report(index)
  }

  #report(index: number): void {
    this.#seen[index] = this.#epoch
    this.#finder.found(this.#plan, index)
  }
}
