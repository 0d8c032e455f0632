import type { Evidence } from "./evidence.ts"
import type { Row, Rows } from "./rows.ts"
import type { RuleTexts } from "./rule-texts.ts"
import type { Baseline } from "./vector.ts"

export interface RuleScore {
  readonly id: string
  readonly title: string
  /** From 0 to 1, larger is nearer. */
  readonly score: number
}

const attributedMax = 10
/** A row that says more than this is no more specific for it. */
const massMax = 150

/**
 * What speaks for a row, by a regression on which rules it was that evasions came from, two thirds of
 * the rules seen and one third kept out (0025).
 */
const perBit = 0.034
const perBitMissing = -0.11
const perShareMissing = -2
const ofWhole = 1.6
const ofEvasion = 0.8
/** What speaks against rows before any text is read: they say little, or benign texts say it, too. */
const ofProgram = -3
const ofPart = -3.3
const ofLowLevel = -1.3
const perGroups = -1.3
const perChoices = -0.5
const ofOrdinary = -1.45
const ofOrdinaryEvasion = -1.15
const ordinaryMin = 0.95
/** Of a rule of which next to nothing is missing, about. */
const middle = 1.5

/** Names the rules that a text comes nearest to, best first. */
export function openAttribution(
  rules: readonly RuleTexts[],
  { rows }: Rows,
  baseline: Baseline,
): (evidence: readonly Evidence[]) => RuleScore[] {
  const priors = Float32Array.from(rows, (row, i) => priorOf(row, rules[row.rule]!, baseline, i))
  return (evidence) => {
    const best = new Map<number, number>()
    for (const one of evidence) {
      const { rule } = rows[one.row]!
      const own = priors[one.row]! + spokenFor(one)
      const before = best.get(rule)
      if (before === undefined || own > before) best.set(rule, own)
    }
    return [...best]
      .sort((a, b) => b[1] - a[1] || a[0] - b[0])
      .slice(0, attributedMax)
      .map(([rule, own]) => ({
        id: rules[rule]!.id,
        title: rules[rule]!.title,
        score: 1 / (1 + Math.exp(middle - own)),
      }))
  }
}

function spokenFor({ mass, coverage, isWhole, isLiteral }: Evidence): number {
  const bits = Math.min(massMax, mass)
  const missing = 1 - coverage
  const held = bits * (perBit + perBitMissing * missing) + perShareMissing * missing
  return held + (isWhole ? ofWhole : 0) + (isWhole && !isLiteral ? ofEvasion : 0)
}

function priorOf(
  { groups, isProgram, isPartial }: Row,
  { level }: RuleTexts,
  { near, any }: Baseline,
  row: number,
): number {
  const choices = groups.reduce((sum, { length }) => sum + Math.log(length), 0)
  let prior = perGroups * Math.log(groups.length) + perChoices * choices
  if (isProgram) prior += ofProgram
  if (isPartial) prior += ofPart
  if (level === "low" || level === "informational") prior += ofLowLevel
  if (any[row]! > ordinaryMin) prior += ofOrdinary
  if (near[row]! > ordinaryMin) prior += ofOrdinaryEvasion
  return prior
}
