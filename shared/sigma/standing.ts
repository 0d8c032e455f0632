import type { Correlation } from "./correlation.ts"
import { fieldsOf } from "./field-map.ts"
import type { Logsource } from "./logsource.ts"
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
    if (lacking.length === 0) {
      const byId = left.map((correlation) => byIds(correlation, idOf))
      return byId.map((correlation) => resolved(correlation, rules, byId))
    }
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

/** The same with its fields as keys of events, by the logsources of its rules. */
function resolved(
  correlation: Correlation,
  rules: readonly CompiledRule[],
  correlations: readonly Correlation[],
): Correlation {
  const { groupBy, countedFields, aliases } = correlation
  const keys = correlation.rules.map((id) => {
    const resolves = logsourcesOf(id, rules, correlations, chainMax).map(fieldsOf)
    const named = [...groupBy, ...countedFields].map((name) => {
      const field = aliases[name]?.[id] ?? name
      return [name, [...new Set(resolves.flatMap((resolve) => resolve(field)))]]
    })
    return [id, Object.fromEntries(named)]
  })
  return { ...correlation, keys: Object.fromEntries(keys) }
}

/** Correlations on correlations on …: deeper they are not followed. */
const chainMax = 8

/** What the events of a rule are of, through the correlations between. */
function logsourcesOf(
  id: string,
  rules: readonly CompiledRule[],
  correlations: readonly Correlation[],
  depth: number,
): Logsource[] {
  const own = rules.find(({ rule }) => rule.id === id)
  if (own) return [own.rule.logsource]
  const between = correlations.find(({ rule }) => rule.id === id)
  if (!between || depth === 0) return []
  return between.rules.flatMap((base) => logsourcesOf(base, rules, correlations, depth - 1))
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
