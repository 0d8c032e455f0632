import type { Evidence } from "./evidence.ts"
import { nearShare } from "./pieces.ts"
import type { Row } from "./rows.ts"

/** What benign texts have shown of each row, and what a row must show to count. */
export interface Baseline {
  /** Highest coverage by a benign text that the rule itself would not have seen. */
  readonly near: Float32Array
  /** Highest coverage by any benign text. */
  readonly any: Float32Array
}

const priorMin = 0.5
const priorMass = 60
const massOfPart = 60
const massOfLiteral = 150
const massOfWhole = 10
/** What counts of a row that the rule sees and yet asks more than the text shows. */
const seenInPart = 0.5

/** The highest coverage that benign texts have shown of what a text shows. */
export type Highest = (evidence: Evidence) => number

export const highestOf =
  ({ near, any }: Baseline): Highest =>
  ({ row, isWhole, isLiteral }) =>
    (isWhole && isLiteral ? any : near)[row]!

/** Above this there is nothing left for a text to go beyond. */
const baseMost = 0.999

/**
 * How far a text has gone beyond what benign texts show of a row, from 0 to 1, and below 0 where it
 * has not. Rows that say little must be held wholly; what the rule itself sees counts least.
 */
export function marginOf(
  { coverage, isWhole, isLiteral, mass }: Evidence,
  { isProgram, isPartial }: Row,
  highest: number,
): number {
  const isSeen = isWhole && isLiteral
  if (isProgram && (!isWhole || isSeen)) return -1
  const base = Math.max(highest, isWhole ? 0 : priorOf(mass))
  if (base > baseMost) return -1
  const margin = (coverage - base) / (1 - base)
  if (margin <= 0) return margin
  const massOfHalf = isSeen ? massOfLiteral : isWhole ? massOfWhole : massOfPart
  return margin * (isSeen && isPartial ? seenInPart : 1) * (1 - Math.exp(-mass / massOfHalf))
}

const priorOf = (mass: number) => priorMin + (1 - priorMin) * 0.9 * Math.exp(-mass / priorMass)

/** Coverage of a row at or below which no text has a margin; undefined where none ever has. */
export function leastCoverage(
  row: number,
  { isProgram }: Row,
  mass: number,
  { near, any }: Baseline,
): number | undefined {
  const lowest = Math.min(near[row]!, any[row]!)
  if (lowest > baseMost) return undefined
  return Math.max(lowest, isProgram ? nearShare : Math.min(priorOf(mass), nearShare))
}

/** The evidence as a feature of the linear model: at most twice what all words together count. */
export const evidenceColumns = 1

export const evidenceOf = (margin: number): number[] => [2 * Math.max(0, margin)]
