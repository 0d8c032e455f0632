/** Length of the pieces that texts are filed under. */
export const gramChars = 4

/** Four characters as one number; the same for two texts only if all is Latin-1 and equal. */
export const gramAt = (text: string, at: number): number =>
  (text.charCodeAt(at) << 24) ^
  (text.charCodeAt(at + 1) << 16) ^
  (text.charCodeAt(at + 2) << 8) ^
  text.charCodeAt(at + 3)

/** A gram that counts at one place only: so far from the start, or so far (negative) from the end. */
export const gramFrom = (gram: number, place: number): number =>
  gram ^ Math.imul(place, 0x85ebca6b) ^ 0x5bd1e995

export const bucketOf = (gram: number, shift: number): number =>
  Math.imul(gram ^ (gram >>> 15), 0x9e3779b1) >>> shift
