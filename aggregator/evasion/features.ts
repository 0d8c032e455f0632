import { otherReading, plainText } from "./plain.ts"

const charsMax = 32_768
const codes = new Uint16Array(charsMax + 3)

/** The hashes of the features of the text that was read last, with repetitions. */
export const hashes = new Int32Array(2 * charsMax + 8)

/** Hashes of what stands behind each dash and slash of it. */
export const leadHashes = new Int32Array(charsMax + 3)

/** A text as it is looked at. */
export interface Looked {
  /** Of `hashes`. */
  readonly count: number
  /** Of `leadHashes`. */
  readonly hooks: number
  /** Of its canonical form, with a blank before and behind it. */
  readonly length: number
}

/**
 * Reads the features of a text into `hashes`: its words, pairs of neighbouring words, and its runs of
 * four characters, in lower case, with quotes and `.exe` left out, `/x` read as `-x`, and runs of
 * blanks as one.
 */
export function lookAt(text: string): Looked {
  codes[0] = space
  let length = write(plainText(text), 1)
  while (length > 1 && codes[length - 1] === space) length--
  codes[length] = space
  length++
  return { count: grams(0, length, words(length)), length, hooks: leads(length) }
}

/** The canonical form of the text that was read last. */
export function lookedText(length: number): string {
  return textOf(codes.subarray(0, length))
}

const chunk = 4096

function textOf(own: Uint16Array): string {
  if (own.length <= chunk) return String.fromCharCode.apply(null, own as unknown as number[])
  return textOf(own.subarray(0, chunk)) + textOf(own.subarray(chunk))
}

/** The text as its features see it. */
export function canonical(text: string): string {
  return textOf(codes.subarray(0, write(plainText(text), 0)))
}

/** Told of each feature of a piece of a text, which neither begins nor ends with it. */
export function featuresOf(text: string, told: (hash: number) => void): void {
  const length = write(plainText(text), 0)
  const count = grams(0, length, words(length))
  for (let i = 0; i < count; i++) told(hashes[i]!)
}

/** The runs of characters in a text that is canonical already. */
export function gramsOf(canon: string): number[] {
  for (let i = 0; i < canon.length; i++) codes[i] = canon.charCodeAt(i)
  return [...hashes.subarray(0, grams(0, canon.length, 0))]
}

const gram = 4
const gramSeed = 0x2f3a9d11
const wordSeed = 0x811c9dc5 | 0
const pairSeed = 0x5bd1e995
const prime = 0x01000193

const space = 32
const dash = 45
const slash = 47

/** Writes the text as it is looked at from a place on, and returns where it ends. */
function write(text: string, from: number): number {
  const end = Math.min(text.length, charsMax)
  let at = from
  let last = space
  for (let i = 0; i < end; i++) {
    let code = text.charCodeAt(i)
    if (code < 128) code = mapped[code]!
    if (code === 0) continue
    if (code === slash && last <= space) code = dash
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
  if (code <= 32 && char !== otherReading) mapped[code] = space
  if (char === '"' || char === "'" || char === "^" || char === "`" || char === "\0")
    mapped[code] = 0
  if (char === "\\") mapped[code] = slash
}

function grams(from: number, length: number, count: number): number {
  let at = count
  for (let i = from; i + gram <= length; i++) {
    let hash = Math.imul(gramSeed ^ codes[i]!, prime)
    hash = Math.imul(hash ^ codes[i + 1]!, prime)
    hash = Math.imul(hash ^ codes[i + 2]!, prime)
    hashes[at++] = Math.imul(hash ^ codes[i + 3]!, prime)
  }
  return at
}

function words(length: number): number {
  let at = 0
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
      hashes[at++] = hash
      if (before !== 0) hashes[at++] = Math.imul(before ^ pairSeed, prime) ^ hash
      before = hash
    }
    hash = wordSeed
    size = 0
    digits = 0
  }
  return at
}

const leadSeed = 0x27d4eb2f

/** What an option or a step of a path begins with. */
export const leadOf = (code: number): number => Math.imul(leadSeed ^ code, prime)

function leads(length: number): number {
  let at = 0
  for (let i = 0; i + 1 < length; i++)
    if (codes[i] === dash || codes[i] === slash) leadHashes[at++] = leadOf(codes[i + 1]!)
  return at
}
