import type { Correlation } from "./correlation.ts"
import type { CompiledRule } from "./rule.ts"

interface Called {
  readonly rule: { readonly id: string }
  readonly name?: string
}

/** Whether a rule goes by this id or name. */
export const isCalled = (item: Called, reference: string): boolean =>
  item.rule.id === reference || item.name === reference

/**
 * Correlations whose rules are all there, with the names of rules become ids; `tell` hears of the
 * others and what they lack. One that stands on a correlation falls with it.
 */
export function standing(
  correlations: readonly Correlation[],
  rules: readonly CompiledRule[],
  tell: (correlation: Correlation, missing: string) => void,
): Correlation[] {
  let left = [...correlations]
  for (;;) {
    const all: readonly Called[] = [...rules, ...left]
    const idOf = (reference: string) => all.find((item) => isCalled(item, reference))?.rule.id
    const lacking = left.flatMap((correlation) => {
      const missing = correlation.rules.find((wanted) => idOf(wanted) === undefined)
      return missing === undefined ? [] : [{ correlation, missing }]
    })
    if (lacking.length === 0) return left.map((correlation) => byIds(correlation, idOf))
    for (const { correlation, missing } of lacking) tell(correlation, missing)
    left = left.filter((one) => !lacking.some(({ correlation }) => correlation === one))
  }
}

function byIds(
  correlation: Correlation,
  idOf: (reference: string) => string | undefined,
): Correlation {
  const id = (reference: string) => idOf(reference) ?? reference
  const aliases = Object.entries(correlation.aliases).map(([alias, fields]) => [
    alias,
    Object.fromEntries(Object.entries(fields).map(([rule, field]) => [id(rule), field])),
  ])
  return { ...correlation, rules: correlation.rules.map(id), aliases: Object.fromEntries(aliases) }
}

/** By the specification the bases of a correlation raise no alerts, unless it says `generate`. */
export function silenced(
  rules: readonly CompiledRule[],
  correlations: readonly Correlation[],
): CompiledRule[] {
  const quiet = new Set(correlations.flatMap((one) => (one.generate ? [] : one.rules)))
  const loud = new Set(correlations.flatMap((one) => (one.generate ? one.rules : [])))
  return rules.map((item) => {
    const { rule } = item
    if (!quiet.has(rule.id) || loud.has(rule.id)) return item
    return { ...item, rule: { ...rule, silent: true } }
  })
}
