import { openPieces } from "./pieces.ts"
import type { Reading } from "./reading.ts"
import { type Choice, isBound, isSeen, type Rows } from "./rows.ts"
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
/** Credit of what stands in a text and not at its end, where the rule asks for that. */
const unboundShare = 0.6
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
  const { groups, ofRows } = groupsOf(rows)
  const groupMasses = Float32Array.from(groups, (choices) => massOf(choices, known.masses))
  const masses = Float32Array.from(ofRows, (own) =>
    own.reduce((sum, group) => sum + groupMasses[group]!, 0),
  )
  const rowsOfPiece = rowsByPiece(groups, ofRows, pieces.length)
  const piecesOfFeature = piecesByFeature(known, vocabulary.size)

  const judgedAt = new Int32Array(groups.length)
  const best = new Float32Array(groups.length)
  const bestWhole = new Uint8Array(groups.length)
  const bestSeen = new Uint8Array(groups.length)
  /** Of the choice that has the most, at most the group's. */
  const bestMass = new Float32Array(groups.length)
  const bound = ({ pieces: own, anchor }: Choice) =>
    isBound(
      reading.plain(),
      own.map((piece) => pieces[piece]!),
      anchor,
    )

  const judge = (group: number): number => {
    if (judgedAt[group] === reading.now) return best[group]!
    judgedAt[group] = reading.now
    let highest = 0
    bestWhole[group] = 0
    bestSeen[group] = 0
    bestMass[group] = groupMasses[group]!
    for (const choice of groups[group]!) {
      let own = 0
      let mass = 0
      let whole = 1
      for (const piece of choice.pieces) {
        own += known.credit(piece) * known.masses[piece]!
        mass += known.masses[piece]!
        if (known.whole[piece] !== 1) whole = whole === 0 ? 0 : known.whole[piece]!
      }
      own /= mass
      if (own < highest || own === 0) continue
      if (whole > 0 && choice.anchor !== undefined && !bound(choice)) {
        whole = 0
        own *= unboundShare
        if (own < highest) continue
      }
      const seen = whole === 1 && isSeen(reading.raw(), choice) ? 1 : 0
      if (own === highest && seen === 0) continue
      highest = own
      bestMass[group] = Math.min(mass, groupMasses[group]!)
      bestWhole[group] = whole
      bestSeen[group] = seen
    }
    best[group] = highest
    return highest
  }

  /** Undefined below the coverage that is asked for. */
  const evidenceOf = (row: number, least: number): Evidence | undefined => {
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

  /** What of a row stands in the text, in its canonical form. */
  const tokensOf = (row: number): string[] => {
    const tokens = new Set<string>()
    for (const group of ofRows[row]!)
      for (const choice of groups[group]!)
        for (const piece of choice.pieces) {
          if (known.credit(piece) < 1) continue
          tokens.add(pieces[piece]!.canon.trim())
          if (tokens.size === tokensMax) return [...tokens]
        }
    return [...tokens]
  }

  /** The least that each group weighs where it is told of. */
  const leastMasses = Float32Array.from(groups, (choices, group) =>
    Math.min(
      groupMasses[group]!,
      ...choices.map(({ pieces: own }) =>
        own.reduce((sum, piece) => sum + known.masses[piece]!, 0),
      ),
    ),
  )
  return { known, groups, ofRows, groupMasses, leastMasses, masses, evidenceOf, read, tokensOf }
}

const none: readonly number[] = []
const tokensMax = 20

/** The groups of all rows, each once; of a row those first that are soon judged. */
function groupsOf(rows: Rows["rows"]) {
  const groups: (readonly Choice[])[] = []
  const numbers = new Map<string, number>()
  const ofRows = rows.map((row) =>
    [...row.groups].sort(byChoices).map((group) => {
      const key = JSON.stringify(group)
      const before = numbers.get(key)
      if (before !== undefined) return before
      numbers.set(key, groups.length)
      return groups.push(group) - 1
    }),
  )
  return { groups, ofRows }
}

const byChoices = (a: readonly Choice[], b: readonly Choice[]) => a.length - b.length

/** A group of many choices says less than one of few. */
function massOf(choices: readonly Choice[], masses: Float32Array): number {
  let sum = 0
  for (const { pieces } of choices) for (const piece of pieces) sum += masses[piece]!
  return Math.max(1, sum / choices.length - 1.5 * Math.log2(choices.length))
}

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
