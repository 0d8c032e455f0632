import { plainText } from "./plain.ts"

/** Told of each feature of a text: a hash of 32 bits, and where in the written text it ends. */
export type Feature = (hash: number) => void

const charsMax = 32_768
const codes = new Uint16Array(charsMax + 2)

/**
 * The features of a text: its words, pairs of neighbouring words, and its runs of four characters,
 * in lower case, with quotes and `.exe` left out, `/x` read as `-x`, and runs of blanks as one.
 */
export function featuresOf(text: string, told: Feature): void {
  const length = write(plainText(text))
  words(length, told)
  for (let i = 0; i + gram <= length; i++) {
    let hash = gramSeed
    for (let j = i; j < i + gram; j++) hash = Math.imul(hash ^ codes[j]!, prime)
    told(hash | 0)
  }
}

const gram = 4
const gramSeed = 0x2f3a9d11
const wordSeed = 0x811c9dc5 | 0
const pairSeed = 0x5bd1e995
const prime = 0x01000193

const space = 32
const dash = 45
const slash = 47

/** The text as its features see it. */
export function canonical(text: string): string {
  const length = write(plainText(text))
  return String.fromCharCode(...codes.subarray(0, length))
}

/** Writes the text as it is looked at, and returns its length. */
function write(text: string): number {
  const end = Math.min(text.length, charsMax)
  let at = 0
  let last = space
  for (let i = 0; i < end; i++) {
    let code = text.charCodeAt(i)
    if (code < 128) code = mapped[code]!
    if (code === 0) continue
    if (code === slash && last === space) code = dash
    if (code === last && code < 48 && code !== slash) continue // runs of blanks and signs
    if (code === 46 && isExe(text, i)) {
      i += 3
      continue
    }
    codes[at++] = code
    last = code
  }
  return at
}

/** `.exe` before the end of a word. */
function isExe(text: string, at: number): boolean {
  if ((text.charCodeAt(at + 1) | 32) !== 101) return false
  if ((text.charCodeAt(at + 2) | 32) !== 120) return false
  if ((text.charCodeAt(at + 3) | 32) !== 101) return false
  const next = text.charCodeAt(at + 4)
  return !(next < 128 && isWord[next] === 1)
}

const isWord = new Uint8Array(65_536)
const mapped = new Uint16Array(128)
for (let code = 0; code < 65_536; code++) {
  const char = String.fromCharCode(code)
  isWord[code] = /[a-z0-9_]/i.test(char) || code > 127 ? 1 : 0
  if (code >= 128) continue
  mapped[code] = char.toLowerCase().charCodeAt(0)
  if (code <= 32) mapped[code] = space
  if (char === '"' || char === "'" || char === "^" || char === "`" || char === "\0")
    mapped[code] = 0
  if (char === "\\") mapped[code] = slash
}

function words(length: number, told: Feature): void {
  let hash = wordSeed
  let size = 0
  let digits = 0
  let before = 0
  for (let i = 0; i <= length; i++) {
    const code = i < length ? codes[i]! : space
    if (isWord[code] === 1) {
      hash = Math.imul(hash ^ code, prime)
      size++
      if (code < 58) digits++
      continue
    }
    if (size > 1 && size <= 40 && (digits < 4 || digits * 2 < size)) {
      told(hash | 0)
      if (before !== 0) told(Math.imul(before ^ pairSeed, prime) ^ hash)
      before = hash
    }
    hash = wordSeed
    size = 0
    digits = 0
  }
}
