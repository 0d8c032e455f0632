import type { ScanPlan } from "./plan.ts"

/** Texts with more than ASCII that are too short for a gram: found by their first such character. */
export class WideTexts {
  readonly #texts: readonly string[]
  readonly #indexes: readonly (readonly number[])[]
  /** By character: one more than the place in `indexes`. */
  readonly #placeOf = new Uint16Array(65_536)

  constructor({ texts, wides }: ScanPlan) {
    this.#texts = texts
    const byCode = Map.groupBy(wides, (index) => {
      const text = texts[index] as string
      return text.charCodeAt(tellingPlace(text))
    })
    this.#indexes = [...byCode.values()]
    for (const [place, code] of [...byCode.keys()].entries()) this.#placeOf[code] = place + 1
  }

  /** Calls `found` with the index of each text that stands there and was not seen at this number. */
  look(text: string, seen: Int32Array, epoch: number, found: (index: number) => void): void {
    for (let at = 0; at < text.length; at++) {
      const place = this.#placeOf[text.charCodeAt(at)] as number
      if (place === 0) continue
      for (const index of this.#indexes[place - 1] as readonly number[]) {
        if (seen[index] === epoch) continue
        const wanted = this.#texts[index] as string
        if (text.startsWith(wanted, at - tellingPlace(wanted))) found(index)
      }
    }
  }
}

/** Where a text's first character beyond ASCII stands; of a pair the half that tells it from others. */
function tellingPlace(text: string): number {
  let at = 0
  while (at < text.length - 1 && text.charCodeAt(at) < 128) at++
  return at < text.length - 1 && (text.charCodeAt(at) & 0xfc00) === 0xd800 ? at + 1 : at
}
