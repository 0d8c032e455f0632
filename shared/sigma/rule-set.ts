import type { Event } from "../ecs/event.ts"
import type { Witness } from "./check.ts"
import { belongs, type Facts, factsOf, type Logsource } from "./logsource.ts"
import type { CompiledRule } from "./rule.ts"
import type { Matched, RefusedRule, Rule, RuleSet } from "./types.ts"
import { indexWitnesses, type WitnessIndex } from "./witness-index.ts"

/** Most predicates that an explanation lists. */
const explainedMax = 64

/** The rules of one logsource. */
interface Group {
  readonly logsource: Logsource
  readonly rules: readonly CompiledRule[]
  /** Rules of which no witness is known. */
  readonly always: readonly CompiledRule[]
  readonly indexed: readonly CompiledRule[]
  readonly index: WitnessIndex
  /** The event's number for which a rule was last tried, so that it is tried once. */
  readonly tried: Float64Array
}

/** Arranges compiled rules so that an event meets only those it could match. */
export function arrange(
  compiled: readonly CompiledRule[],
  refused: readonly RefusedRule[],
): RuleSet {
  const groups = groupsOf(compiled)
  const route = router(groups)
  const byRule = new Map(compiled.map((item) => [item.rule, item]))
  let number = 0
  return {
    rules: compiled.map(({ rule }) => rule),
    refused,
    match(event, found) {
      number++
      for (const group of route(event)) matchGroup(group, event, number, found)
    },
    explain(event, rule): readonly Matched[] {
      const check = byRule.get(rule)?.check
      if (!check?.test(event)) return []
      const matched: Matched[] = []
      check.explain(event, matched)
      return matched.slice(0, explainedMax)
    },
  }
}

function matchGroup(
  { always, indexed, index, tried }: Group,
  event: Event,
  number: number,
  found: (rule: Rule) => void,
): void {
  for (const { check, rule } of always) if (check.test(event)) found(rule)
  index.candidates(event, (entry) => {
    if (tried[entry] === number) return
    tried[entry] = number
    const { check, rule } = indexed[entry] as CompiledRule
    if (check.test(event)) found(rule)
  })
}

function groupsOf(compiled: readonly CompiledRule[]): Group[] {
  const byLogsource = Map.groupBy(compiled, ({ rule: { logsource } }) =>
    [logsource.product, logsource.category, logsource.service].join("\n"),
  )
  return [...byLogsource.values()].map(groupOf)
}

function groupOf(rules: readonly CompiledRule[]): Group {
  const indexed = rules.filter(({ check }) => check.witness)
  return {
    logsource: (rules[0] as CompiledRule).rule.logsource,
    rules,
    always: rules.filter(({ check }) => !check.witness),
    indexed,
    index: indexWitnesses(indexed.map(({ check }) => check.witness as readonly Witness[])),
    tried: new Float64Array(indexed.length),
  }
}

/** Kinds of event whose groups are remembered. Beyond it (senders choose the names) it starts anew. */
const kindsMax = 4096

function router(groups: readonly Group[]): (event: Event) => readonly Group[] {
  const known = new Map<string, readonly Group[]>()
  return (event) => {
    const facts = factsOf(event)
    const kind = kindOf(facts)
    let found = known.get(kind)
    if (!found) {
      found = groups.filter(({ logsource }) => belongs(logsource, facts))
      if (known.size >= kindsMax) known.clear()
      known.set(kind, found)
    }
    return found
  }
}

const kindOf = (f: Facts): string =>
  `${f.channel}\n${f.code}\n${f.dataset}\n${f.module}\n${f.categories}\n${f.types}\n${f.os}\n${f.process}`
