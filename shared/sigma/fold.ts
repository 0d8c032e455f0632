/**
 * Simple case folding: character by character, so that what a text contains does not depend on what
 * stands around it. (Lower case alone turns a last Σ into ς and İ into two characters.)
 */
export function foldText(text: string): string {
  const lower = text.toLowerCase()
  return unlikeLower.test(lower) ? Array.from(text, foldCharacter).join("") : lower
}

/** Lower-case characters whose fold is another one, and what İ becomes. */
const unlikeLower =
  /\u0307|\u0345|[\u00b5\u017f\u03c2\u03d0\u03d1\u03d5\u03d6\u03f0\u03f1\u03f5\u1c80-\u1c88\u1e9b\u1fbe\u13a0-\u13f5\uab70-\uabbf]/

/** The dotless ı has a capital that folds to another letter. */
const dotless = "\u0131"

function foldCharacter(character: string): string {
  const { length } = character
  if (character === dotless) return character
  const upper = character.toUpperCase()
  const lower = (upper.length === length ? upper : character).toLowerCase()
  return lower.length === length ? lower : character
}
