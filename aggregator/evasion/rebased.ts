import type { EvasionModel, KindModel } from "./model.ts"
import { rowsOf } from "./rows.ts"
import type { RuleTexts } from "./rule-texts.ts"

/** What a row of a rule must show that no benign text was read against: nearly all it asks for. */
const unread = 0.9

/**
 * The model over the rules now in force, so that each can be named, also one that was added a moment
 * ago. What it knows of a rule that is as it was stays; a new one counts where nearly all that it asks
 * for stands there, until a training.
 */
export function rebased(model: EvasionModel, rules: readonly RuleTexts[]): EvasionModel {
  return {
    ...model,
    kinds: model.kinds.map((one) =>
      rebasedKind(
        one,
        rules.filter(({ kind }) => kind === one.kind),
      ),
    ),
  }
}

function rebasedKind(model: KindModel, rules: readonly RuleTexts[]): KindModel {
  const placesBefore = rowsByRule(model.rules)
  const places = rowsByRule(rules)
  const all = [...places.values()].reduce((sum, { length }) => sum + length, 0)
  const near = new Float32Array(all).fill(unread)
  const any = new Float32Array(all).fill(unread)
  for (const [key, rows] of places) {
    const before = placesBefore.get(key)
    if (before?.length !== rows.length) continue
    for (const [i, row] of rows.entries()) {
      near[row] = model.baseline.near[before[i]!]!
      any[row] = model.baseline.any[before[i]!]!
    }
  }
  return { ...model, rules, baseline: { near, any } }
}

/** The rows of each rule, by all that its texts are. */
function rowsByRule(rules: readonly RuleTexts[]): Map<string, number[]> {
  const keys = rules.map((rule) => JSON.stringify(rule))
  const found = new Map<string, number[]>()
  for (const [row, { rule }] of rowsOf(rules).rows.entries()) {
    const key = keys[rule]!
    const rows = found.get(key)
    if (rows) rows.push(row)
    else found.set(key, [row])
  }
  return found
}
