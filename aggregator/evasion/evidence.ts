import { type Groups, openGroups } from "./groups.ts"
import { openPieces, type Pieces } from "./pieces.ts"
import type { Reading } from "./reading.ts"
import type { Choice, Rows } from "./rows.ts"
import type { Vocabulary } from "./vocabulary.ts"

/** How near a text comes to one way of satisfying a rule. */
export interface Evidence {
  readonly row: number
  /** Bits of surprise, roughly, of what the row asks for: of the choices that come nearest. */
  readonly mass: number
  /** Share of what the row asks for that the text holds, weighed by how telling it is: 0 to 1. */
  readonly coverage: number
  /** All of it stands there once the text is plain. */
  readonly isWhole: boolean
  /** All of it stands there as the rule has it: the rule itself sees it. */
  readonly isLiteral: boolean
}

const coverageMin = 0.3
/** What is left of the coverage of a row of which one group is hardly there. */
const lackShare = 0.85
const lackMax = 0.4
/** Share of the features of a piece that leads to its rows. */
const likelyShare = 0.4

export type Reader = ReturnType<typeof openReader>

/** Reads the text that `reading` has taken against the rows; each group of them is judged once. */
export function openReader(
  { pieces, rows }: Rows,
  reading: Reading,
  vocabulary: Vocabulary,
  weights: Float32Array,
) {
  const known = openPieces(pieces, reading, vocabulary, weights)
  const own = openGroups({ pieces, rows }, reading, known)
  const { groups, ofRows } = own
  const masses = Float32Array.from(ofRows, (row) =>
    row.reduce((sum, group) => sum + own.masses[group]!, 0),
  )
  const evidenceOf = openEvidence(own, masses)
  const rowsOfPiece = rowsByPiece(groups, ofRows, pieces.length)
  const piecesOfFeature = piecesByFeature(known, vocabulary.size)
  const found = new Float32Array(pieces.length)
  const rowAt = new Int32Array(rows.length)
  const touched = new Int32Array(pieces.length)
  let round = 0

  /** All rows that the text holds something of, and others that it leads to. */
  const read = (also: Iterable<number>): Evidence[] => {
    round++
    let count = 0
    for (let i = 0; i < reading.distinct; i++) {
      const id = reading.ids[i]!
      const weight = weights[id]!
      if (weight === 0) continue
      for (const piece of piecesOfFeature[id] ?? none) {
        if (found[piece] === 0) touched[count++] = piece
        found[piece]! += weight
      }
    }
    const out: Evidence[] = []
    const gather = (row: number) => {
      if (rowAt[row] === round) return
      rowAt[row] = round
      const evidence = evidenceOf(row, coverageMin)
      if (evidence) out.push(evidence)
    }
    for (const row of also) gather(row)
    for (let i = 0; i < count; i++) {
      const piece = touched[i]!
      const isLikely = found[piece]! > likelyShare * known.masses[piece]!
      found[piece] = 0
      if (!isLikely && pieces[piece]!.option === undefined) continue
      for (const row of rowsOfPiece[piece]!) gather(row)
    }
    return out
  }

  return {
    known,
    groups,
    ofRows,
    groupMasses: own.masses,
    leastMasses: own.leastMasses,
    masses,
    evidenceOf,
    read,
    tokensOf: (row: number) =>
      tokensOf(
        pieces,
        known,
        ofRows[row]!.flatMap((group) => groups[group]!),
      ),
  }
}

/** What of choices stands in the text, in its canonical form. */
function tokensOf(pieces: Rows["pieces"], known: Pieces, choices: readonly Choice[]): string[] {
  const tokens = new Set<string>()
  for (const choice of choices)
    for (const piece of choice.pieces)
      if (tokens.size < tokensMax && known.credit(piece) === 1)
        tokens.add(pieces[piece]!.canon.trim())
  return [...tokens]
}

/** Gives the evidence of a row, undefined below the coverage that is asked for. */
function openEvidence(
  { ofRows, masses: groupMasses, judge, bestMass, bestWhole, bestSeen }: Groups,
  masses: Float32Array,
) {
  return (row: number, least: number): Evidence | undefined => {
    const own = ofRows[row]!
    let mass = 0
    let sum = 0
    let isWhole = true
    let isAnchored = false
    let isLiteral = true
    let lacks = false
    let left = masses[row]!
    for (const group of own) {
      const credit = judge(group)
      if (credit < lackMax) lacks = true
      sum += credit * bestMass[group]!
      mass += bestMass[group]!
      left -= groupMasses[group]!
      const most = ((sum + left) / (mass + left)) * (lacks ? lackShare : 1)
      if (most < least - 0.001) return undefined
      if (bestWhole[group] === 0) isWhole = false
      if (bestWhole[group] === 1) isAnchored = true
      if (bestSeen[group] === 0) isLiteral = false
    }
    const coverage = Math.fround(Math.min(1, sum / mass) * (lacks ? lackShare : 1))
    if (coverage < least) return undefined
    return { row, mass, coverage, isWhole: isWhole && isAnchored, isLiteral }
  }
}

const none: readonly number[] = []
const tokensMax = 20

function rowsByPiece(
  groups: readonly (readonly Choice[])[],
  ofRows: readonly (readonly number[])[],
  pieces: number,
) {
  const found: number[][] = Array.from({ length: pieces }, () => [])
  for (const [row, own] of ofRows.entries())
    for (const group of own)
      for (const choice of groups[group]!)
        for (const piece of choice.pieces) if (found[piece]!.at(-1) !== row) found[piece]!.push(row)
  return found
}

function piecesByFeature(
  { starts, features }: { readonly starts: Int32Array; readonly features: Int32Array },
  size: number,
) {
  const found: (number[] | undefined)[] = Array.from({ length: size })
  for (let piece = 0; piece + 1 < starts.length; piece++)
    for (let i = starts[piece]!; i < starts[piece + 1]!; i++) {
      const list = found[features[i]!]
      if (list) list.push(piece)
      else found[features[i]!] = [piece]
    }
  return found
}
