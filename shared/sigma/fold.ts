/**
 * Simple case folding: character by character, so that what a text contains does not depend on what
 * stands around it. (Lower case alone turns a last Σ into ς and İ into two characters.)
 */
export const foldText = (text: string): string =>
  Buffer.byteLength(text) === text.length ? text.toLowerCase() : foldEach(text)

/** The fold of each unit that was met, but for halves of pairs; and of each pair. */
const known = new Uint16Array(65_536)
const knownPairs = new Map<number, string>()
const pairsMax = 4096

function foldEach(text: string): string {
  const units = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if ((unit & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      const pair = foldPair(text.codePointAt(at) as number)
      units[at] = pair.charCodeAt(0)
      units[++at] = pair.charCodeAt(1)
      continue
    }
    if (known[unit] === 0) known[unit] = foldCharacter(text[at] as string).charCodeAt(0)
    units[at] = known[unit] as number
  }
  return Buffer.from(units.buffer).toString("utf16le")
}

function foldPair(code: number): string {
  let pair = knownPairs.get(code)
  if (pair === undefined) {
    if (knownPairs.size >= pairsMax) knownPairs.clear()
    pair = foldCharacter(String.fromCodePoint(code))
    knownPairs.set(code, pair)
  }
  return pair
}

/** The dotless ı has a capital that folds to another letter. */
const dotless = "\u0131"

function foldCharacter(character: string): string {
  const { length } = character
  if (character === dotless) return character
  const upper = character.toUpperCase()
  const lower = (upper.length === length ? upper : character).toLowerCase()
  return lower.length === length ? lower : character
}
