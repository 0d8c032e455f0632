import { fold, standsAt } from "./check.ts"
import { bucketOf, gramAt, gramChars, gramFrom, lowerOf } from "./gram.ts"
import { anchors, type ScanPlan } from "./plan.ts"

/** Gets what a scan finds: an index into its texts. */
export interface Finder {
  found(scan: Scan, text: number): void
}

/** Looks for all texts of a field in one pass, whatever their case. */
export class Scan {
  readonly plan: ScanPlan
  /** Short texts beyond ASCII, by their first character beyond it. */
  readonly #wide = new Map<number, number[]>()
  /** The event's number for which a text was last found, so that it is found once. */
  readonly #seen: Int32Array
  /** Whether the text that is looked at holds more than ASCII. */
  #isWide = false

  constructor(plan: ScanPlan) {
    this.plan = plan
    this.#seen = new Int32Array(plan.texts.length)
    for (const index of plan.wides) {
      const code = [...(plan.texts[index] as string)]
        .map((c) => c.charCodeAt(0))
        .find((c) => c > 127)
      const known = this.#wide.get(code as number)
      if (known) known.push(index)
      else this.#wide.set(code as number, [index])
    }
  }

  forget(): void {
    this.#seen.fill(0)
  }

  run(text: string, epoch: number, finder: Finder): void {
    this.#isWide = false
    this.#look(text, epoch, finder)
    if (!this.#isWide) return
    const folded = fold(text)
    this.#look(folded, epoch, finder)
    if (this.#wide.size > 0) this.#lookWide(folded, epoch, finder)
  }

  #look(text: string, epoch: number, finder: Finder): void {
    const { shorts, startOffsets, endOffsets, hasInside } = this.plan
    for (let i = 0; i < shorts.length; i++) this.#try(text, shorts[i] as number, 0, epoch, finder)
    const last = text.length - gramChars
    if (last < 0) {
      if (this.#wide.size > 0) this.#isWide = true
      return
    }
    for (let i = 0; i < startOffsets.length; i++) {
      const at = startOffsets[i] as number
      if (at <= last) this.#probe(text, at, gramFrom(this.#gram(text, at), at + 1), epoch, finder)
    }
    for (let i = 0; i < endOffsets.length; i++) {
      const place = endOffsets[i] as number
      const at = text.length - place
      if (at >= 0) this.#probe(text, at, gramFrom(this.#gram(text, at), -place), epoch, finder)
    }
    if (hasInside) this.#pass(text, epoch, finder)
  }

  #gram(text: string, at: number): number {
    for (let i = at; i < at + gramChars; i++) if (text.charCodeAt(i) > 127) this.#isWide = true
    return gramAt(text, at)
  }

  #pass(text: string, epoch: number, finder: Finder): void {
    const { filter, shift } = this.plan
    const { length } = text
    let gram = 0
    let codes = 0
    for (let at = 0; at < length; at++) {
      const code = text.charCodeAt(at)
      codes |= code
      gram = (gram << 8) | (lowerOf[code & 127] as number)
      if (filter[bucketOf(gram, shift)] !== 0 && at >= 3)
        this.#probe(text, at - 3, gram, epoch, finder)
    }
    if (codes > 127) this.#isWide = true
  }

  #probe(text: string, at: number, gram: number, epoch: number, finder: Finder): void {
    const { shift, filter, bucketFrom, pieceGram, pieceText, pieceOffset } = this.plan
    const bucket = bucketOf(gram, shift)
    if (filter[bucket] === 0) return
    const end = bucketFrom[bucket + 1] as number
    for (let piece = bucketFrom[bucket] as number; piece < end; piece++) {
      if (pieceGram[piece] !== gram) continue
      const from = at - (pieceOffset[piece] as number)
      this.#try(text, pieceText[piece] as number, from, epoch, finder)
    }
  }

  /** `from` counts for texts that may stand anywhere. */
  #try(text: string, index: number, from: number, epoch: number, finder: Finder): void {
    if (this.#seen[index] === epoch) return
    const wanted = this.plan.texts[index] as string
    const anchor = this.plan.anchors[index]
    const rest = text.length - wanted.length
    if (rest < 0 || (anchor === anchors.whole && rest > 0)) return
    const place = anchor === anchors.inside ? from : anchor === anchors.end ? rest : 0
    if (place < 0 || place > rest || !standsAt(text, wanted, place)) return
    this.#seen[index] = epoch
    finder.found(this, index)
  }

  #lookWide(text: string, epoch: number, finder: Finder): void {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      const indexes = code > 127 ? this.#wide.get(code) : undefined
      if (!indexes) continue
      for (const index of indexes) {
        if (this.#seen[index] === epoch) continue
        const wanted = this.plan.texts[index] as string
        if (!text.includes(wanted)) continue
        this.#seen[index] = epoch
        finder.found(this, index)
      }
    }
  }
}
