/** Length of the pieces that texts are filed under. */
export const gramChars = 4

/** ASCII in lower case, by code. */
export const lowerOf = Uint8Array.from({ length: 128 }, (_, code) =>
  code >= 65 && code <= 90 ? code + 32 : code,
)

/** A character's part in a gram: letters of ASCII alike in both cases. */
export const partOf = (code: number): number => (code | 32) & 255

/** Four characters as one number, the first in the lowest byte. */
export const gramAt = (text: string, at: number): number =>
  partOf(text.charCodeAt(at)) |
  (partOf(text.charCodeAt(at + 1)) << 8) |
  (partOf(text.charCodeAt(at + 2)) << 16) |
  (partOf(text.charCodeAt(at + 3)) << 24)

/** A gram that counts at one place only: so far from the start, or so far (negative) from the end. */
export const gramFrom = (gram: number, place: number): number =>
  gram ^ Math.imul(place, 0x85ebca6b) ^ 0x5bd1e995

export const bucketOf = (gram: number, shift: number): number =>
  Math.imul(gram ^ (gram >>> 15), 0x9e3779b1) >>> shift

/**
 * The filter is one of Bloom's: a byte for a gram, in it two bits (perhaps the same one). So few
 * positions of a value lead to a look into the tables, also where very many texts are looked for.
 */
export const hashOf = (gram: number): number => Math.imul(gram, 0x9e3779b1)

/** The two bits by the six bits of the hash that follow those of the byte's place. */
export const bitsOf = Uint8Array.from({ length: 64 }, (_, at) => (1 << (at & 7)) | (1 << (at >> 3)))

export const mayHold = (filter: Uint8Array, shift: number, gram: number): boolean => {
  const hash = hashOf(gram)
  const bits = bitsOf[(hash >>> (shift - 6)) & 63] as number
  return ((filter[hash >>> shift] as number) & bits) === bits
}

/** What lies beyond ASCII. */
const beyond = /[\u0080-\uffff]/

export const isAscii = (text: string): boolean => !beyond.test(text)

/** Whether a text can be found by a scan: one that is short and may stand anywhere costs too much. */
export const isScannable = (text: string, isInside: boolean): boolean =>
  text !== "" && (!isInside || text.length >= gramChars || !isAscii(text))
