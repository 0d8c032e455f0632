import { bucketOf, gramAt, gramChars, gramFrom } from "./gram.ts"
import { anchors, type ScanPlan } from "./plan.ts"

/** Gets what a scan finds: an index into its texts. */
export interface Finder {
  found(scan: Scan, text: number): void
}

/** Looks for all texts of a field in one pass. */
export class Scan {
  readonly plan: ScanPlan
  readonly #wholes: ReadonlyMap<string, number>
  readonly #wholeCharsMax: number
  /** The event's number for which a text was last found, so that it is found once. */
  readonly #seen: Int32Array

  constructor(plan: ScanPlan) {
    this.plan = plan
    const wholes = plan.texts.slice(0, plan.wholes)
    this.#wholes = new Map(wholes.map((text, at) => [text, at]))
    this.#wholeCharsMax = wholes.reduce((most, { length }) => Math.max(most, length), -1)
    this.#seen = new Int32Array(plan.texts.length)
  }

  forget(): void {
    this.#seen.fill(0)
  }

  /** `text` is folded. */
  run(text: string, epoch: number, finder: Finder): void {
    if (text.length <= this.#wholeCharsMax) {
      const whole = this.#wholes.get(text)
      if (whole !== undefined) this.#report(whole, epoch, finder)
    }
    const { shorts, startOffsets, endOffsets, hasInside } = this.plan
    for (let at = 0; at < shorts.length; at++) {
      if (this.#stands(text, shorts[at] as number))
        this.#report(shorts[at] as number, epoch, finder)
    }
    const last = text.length - gramChars
    if (last < 0) return
    for (let i = 0; i < startOffsets.length; i++) {
      const at = startOffsets[i] as number
      if (at <= last) this.#look(text, at, gramFrom(gramAt(text, at), at + 1), epoch, finder)
    }
    for (let i = 0; i < endOffsets.length; i++) {
      const at = text.length - (endOffsets[i] as number)
      if (at >= 0) this.#look(text, at, gramFrom(gramAt(text, at), at - text.length), epoch, finder)
    }
    if (hasInside) this.#pass(text, epoch, finder)
  }

  #pass(text: string, epoch: number, finder: Finder): void {
    const { filter, shift } = this.plan
    let gram = (text.charCodeAt(0) << 16) ^ (text.charCodeAt(1) << 8) ^ text.charCodeAt(2)
    const { length } = text
    for (let at = 3; at < length; at++) {
      gram = (gram << 8) ^ text.charCodeAt(at)
      if (filter[bucketOf(gram, shift)] !== 0) this.#look(text, at - 3, gram, epoch, finder)
    }
  }

  #look(text: string, at: number, gram: number, epoch: number, finder: Finder): void {
    const { shift, filter, bucketFrom, pieceGram, pieceText, pieceOffset } = this.plan
    const bucket = bucketOf(gram, shift)
    if (filter[bucket] === 0) return
    const end = bucketFrom[bucket + 1] as number
    for (let piece = bucketFrom[bucket] as number; piece < end; piece++) {
      if (pieceGram[piece] !== gram) continue
      const index = pieceText[piece] as number
      if (this.#seen[index] === epoch) continue
      if (this.#standsAt(text, index, at - (pieceOffset[piece] as number)))
        this.#report(index, epoch, finder)
    }
  }

  #standsAt(text: string, index: number, from: number): boolean {
    const wanted = this.plan.texts[index] as string
    const anchor = this.plan.anchors[index]
    if (anchor === anchors.start && from !== 0) return false
    if (anchor === anchors.end && from !== text.length - wanted.length) return false
    return from >= 0 && text.startsWith(wanted, from)
  }

  #stands(text: string, index: number): boolean {
    const wanted = this.plan.texts[index] as string
    const anchor = this.plan.anchors[index]
    if (anchor === anchors.inside) return text.includes(wanted)
    return anchor === anchors.end ? text.endsWith(wanted) : text.startsWith(wanted)
  }

  #report(index: number, epoch: number, finder: Finder): void {
    if (this.#seen[index] === epoch) return
    this.#seen[index] = epoch
    finder.found(this, index)
  }
}
