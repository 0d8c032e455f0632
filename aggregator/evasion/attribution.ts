import type { Evidence } from "./evidence.ts"
import type { Rows } from "./rows.ts"
import type { RuleTexts } from "./rule-texts.ts"

export interface RuleScore {
  readonly id: string
  readonly title: string
  /** From 0 to 1; 0.5 where next to nothing of a rule is missing. */
  readonly score: number
}

const attributedMax = 10
/** A row that says more than this is no more specific for it. */
const massMax = 150
/** Coverage below which a rule that says much comes behind one that says little. */
const coverageEven = 0.92
/** Bits by which a rule that names no more than a program comes behind the others. */
const programLoss = 20
const bitsPerStep = 20

/**
 * The rules that a text comes nearest to, best first: by the bits that are missing, then by the
 * bits that are there.
 */
export function attributed(
  evidence: readonly Evidence[],
  rules: readonly RuleTexts[],
  { rows }: Rows,
  masses: Float32Array,
): RuleScore[] {
  const best = new Map<number, number>()
  for (const { row, coverage } of evidence) {
    const { rule, isProgram } = rows[row]!
    const bits = Math.min(massMax, masses[row]!) * (coverage - coverageEven)
    const own = isProgram ? bits - programLoss : bits
    if (own > (best.get(rule) ?? Number.NEGATIVE_INFINITY)) best.set(rule, own)
  }
  return [...best]
    .sort((a, b) => b[1] - a[1])
    .slice(0, attributedMax)
    .map(([rule, bits]) => ({
      id: rules[rule]!.id,
      title: rules[rule]!.title,
      score: 1 / (1 + Math.exp(-bits / bitsPerStep)),
    }))
}
