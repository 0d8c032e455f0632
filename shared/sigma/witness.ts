import type { Check, Leaf } from "./check.ts"
import { frequencyOf } from "./commonplace.ts"
import { isScannable } from "./gram.ts"

/** Leaves of which one must hold where the check does, and how often one is to be expected. */
export interface Witness {
  readonly leaves: readonly Leaf[]
  readonly cost: number
}

/**
 * The rarest set of leaves that a check cannot do without: of AND the rarest of its parts, of OR all
 * of them, of NOT none. Undefined where no texts are known.
 */
export function witnessOf(check: Check): Witness | undefined {
  if (check.kind === "not") return undefined
  if (check.kind === "all") return rarest(check.checks)
  if (check.kind === "any") return union(check.checks)
  const isInside = (check.exact ?? "inside") === "inside"
  if (!check.texts?.every((text) => isScannable(text, isInside))) return undefined
  return { leaves: [check], cost: costOf(check, check.texts) }
}

/** Several of a check's witnesses, of which any will do. */
export function witnessesOf(check: Check): Witness[] {
  const checks = check.kind === "all" ? check.checks : [check]
  return checks.flatMap((one) => witnessOf(one) ?? [])
}

function rarest(checks: readonly Check[]): Witness | undefined {
  let best: Witness | undefined
  for (const check of checks) {
    const witness = witnessOf(check)
    if (witness && (!best || witness.cost < best.cost)) best = witness
  }
  return best
}

function union(checks: readonly Check[]): Witness | undefined {
  const leaves: Leaf[] = []
  let cost = 0
  for (const check of checks) {
    const witness = witnessOf(check)
    if (!witness) return undefined
    for (const leaf of witness.leaves) leaves.push(leaf)
    cost += witness.cost
  }
  return { leaves, cost }
}

const costOf = ({ exact }: Leaf, texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + frequencyOf(text, exact ?? "inside"), 0)
