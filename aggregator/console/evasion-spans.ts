import { merged, type Span } from "./alert-marks.ts"

const tokensMax = 20
const charsMax = 4_096
/** What shells drop, and evasions are full of. */
const dropped = /[\^"'`]/

/** Where the tokens of an evasion stand in its text, also where marks that shells drop part them. */
export function evasionSpans(text: string, tokens: readonly string[]): readonly Span[] {
  const places: number[] = []
  let plain = ""
  for (let at = 0; at < Math.min(text.length, charsMax); at++) {
    if (dropped.test(text[at]!)) continue
    plain += lower(text[at]!)
    places.push(at)
  }
  const spans: Span[] = []
  for (const token of tokens.slice(0, tokensMax)) {
    const wanted = [...token].map(lower).join("")
    for (let at = found(plain, wanted, 0); at >= 0; at = found(plain, wanted, at + wanted.length))
      spans.push({ from: places[at]!, to: places[at + wanted.length - 1]! + 1 })
  }
  return merged(spans)
}

const found = (plain: string, wanted: string, from: number) =>
  wanted === "" ? -1 : plain.indexOf(wanted, from)

/** Of the same length as it was, so that places stay. */
function lower(char: string): string {
  const small = char.toLowerCase()
  const one = small.length === char.length ? small : char
  return one === "\\" ? "/" : one
}
