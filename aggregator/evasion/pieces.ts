import { gramsOf } from "./features.ts"
import type { Reading } from "./reading.ts"
import { holds, type Piece } from "./rows.ts"
import { numberOf, type Vocabulary } from "./vocabulary.ts"

/** Credit of a piece that is abbreviated, or whose words stand apart. */
export const nearShare = 0.92
/** Credit of a piece of which all features stand there and the piece itself does not. */
const sharesMost = 0.9

/** Bits of a piece too short to have features. */
const shortMass = 3

/** How much of each piece the text that is being read holds. */
export interface Pieces {
  readonly masses: Float32Array
  /** Numbers of the features of piece `p`: `features[starts[p] … starts[p + 1])`. */
  readonly starts: Int32Array
  readonly features: Int32Array
  /** From 0 to 1. */
  credit(piece: number): number
  /** Once it has credit: 1 where the piece stands there, 2 where it is written otherwise, else 0. */
  readonly whole: Uint8Array
}

/** The share of its features at which a piece has so much credit. */
export const shareOf = (credit: number): number => Math.sqrt(credit / sharesMost)

export function openPieces(
  pieces: readonly Piece[],
  reading: Reading,
  vocabulary: Vocabulary,
  weights: Float32Array,
): Pieces {
  const { starts, features } = featuresInRows(pieces, vocabulary)
  const masses = new Float32Array(pieces.length)
  const inner = new Float32Array(pieces.length)
  for (const [p, { canon }] of pieces.entries()) {
    masses[p] = shortMass
    if (starts[p] === starts[p + 1]) continue
    let mass = 0
    for (let i = starts[p]!; i < starts[p + 1]!; i++) mass += weights[features[i]!]!
    masses[p] = Math.max(1, mass)
    const own = new Set(features.subarray(starts[p], starts[p + 1]))
    for (const hash of new Set(gramsOf(canon))) {
      const id = numberOf(vocabulary, hash)
      if (own.has(id)) inner[p]! += weights[id]!
    }
  }
  const readAt = new Int32Array(pieces.length)
  const credits = new Float32Array(pieces.length)
  const whole = new Uint8Array(pieces.length)

  const found = (p: number): number => {
    let mass = 0
    for (let i = starts[p]!; i < starts[p + 1]!; i++) {
      const id = features[i]!
      if (reading.has(id)) mass += weights[id]!
    }
    return mass
  }

  const spellings = pieces.map((piece) =>
    spellingsOf(piece).map((hashes) => hashes.map((hash) => numberOf(vocabulary, hash))),
  )
  const isThere = (id: number) => id < 0 || reading.has(id)
  const mayDiffer = (p: number) => {
    for (const ids of spellings[p]!) if (ids.every(isThere)) return true
    return false
  }

  return {
    masses,
    starts,
    features,
    whole,
    credit(p) {
      if (readAt[p] === reading.now) return credits[p]!
      readAt[p] = reading.now
      whole[p] = 0
      const piece = pieces[p]!
      const mass = found(p)
      // a text that holds the piece has all runs of characters in it
      const mayHold = mass >= inner[p]! - 0.01
      if (mayHold && holds(reading.plain(), piece)) {
        if (!piece.isLossy) whole[p] = 1
        credits[p] = 1
        return 1
      }
      const share = mass / masses[p]!
      const isNear =
        (mayDiffer(p) && isWrittenOtherwise(piece, reading)) ||
        (mayHold && hasBits(reading.plain(), piece))
      if (isNear && !piece.isLossy) whole[p] = 2
      credits[p] = Math.max(sharesMost * share * share, isNear ? nearShare : 0)
      return credits[p]!
    },
  }
}

/** For each other way to write a piece, runs of characters that all stand there where it is used. */
export function spellingsOf({ option, words }: Piece): number[][] {
  const abbreviated = option === undefined ? [] : [gramsOf(` ${option.slice(0, 3)}`)]
  const apart = words?.filter((word) => word.length > 2).map((word) => ` ${word.slice(0, 3)}`) ?? []
  return apart.length > 0 ? [...abbreviated, apart.flatMap(gramsOf)] : abbreviated
}

function featuresInRows(pieces: readonly Piece[], vocabulary: Vocabulary) {
  const starts = new Int32Array(pieces.length + 1)
  for (const [p, { features }] of pieces.entries()) starts[p + 1] = starts[p]! + features.length
  const features = new Int32Array(starts[pieces.length]!)
  for (const [p, piece] of pieces.entries())
    for (const [i, hash] of piece.features.entries())
      features[starts[p]! + i] = numberOf(vocabulary, hash)
  return { starts, features }
}

function isWrittenOtherwise({ option, words }: Piece, reading: Reading): boolean {
  if (option !== undefined && isAbbreviated(option, reading.options())) return true
  if (!words) return false
  return words.every(
    (word) =>
      reading.plain().includes(` ${word}`) ||
      (word[0] === "-" && isAbbreviated(word, reading.options())),
  )
}

function isAbbreviated(option: string, given: readonly string[]): boolean {
  for (const one of given) if (abbreviates(one, option)) return true
  return false
}

/** Each part of it is the beginning of the same part of the other, the first of two letters or more. */
function abbreviates(given: string, option: string): boolean {
  if (given.charCodeAt(1) !== option.charCodeAt(1)) return false
  if (given.charCodeAt(2) !== option.charCodeAt(2)) return false
  if (given.length >= option.length || given.length <= 0.4 * option.length) return false
  if (option.startsWith(given)) return true
  const parts = option.slice(1).split(/[-_]/)
  const own = given.slice(1).split(/[-_]/)
  return (
    own.length > 1 &&
    own.length === parts.length &&
    own.every((part, i) => part !== "" && parts[i]!.startsWith(part))
  )
}

const bits = ["64", "32"]

/** Programs are named by the width of their words, too. */
const hasBits = (plain: string, piece: Piece): boolean =>
  piece.isWord &&
  piece.canon.length > 3 &&
  bits.some((ending) => holds(plain, { ...piece, canon: `${piece.canon}${ending}` }))
