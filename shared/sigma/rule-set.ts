import type { Event } from "../ecs/event.ts"
import { planOf } from "./build.ts"
import { Group } from "./group.ts"
import type { GroupPlan, Plan } from "./plan.ts"
import { routerOf } from "./route.ts"
import type { CompiledRule } from "./rule.ts"
import { Slots } from "./slots.ts"
import type { Matched, RefusedRule, Rule, RuleSet } from "./types.ts"

/** Most predicates that an explanation lists. */
const explainedMax = 64

/** Arranges compiled rules so that an event meets only those it could match. */
export function arrange(
  compiled: readonly CompiledRule[],
  refused: readonly RefusedRule[],
): ArrangedRules {
  return ruleSetOf(
    planOf(compiled),
    compiled.map(({ rule }) => rule),
    refused,
  )
}

/** A rule set that can be sent to another thread and be made anew there. */
export interface ArrangedRules extends RuleSet {
  readonly plan: Plan
}

/** Events are numbered up to here; then all that is remembered by number is forgotten. */
const epochMax = 2 ** 29

/** Runs a plan; `rules` are those it was made of, in their order. */
export function ruleSetOf(
  plan: Plan,
  rules: readonly Rule[],
  refused: readonly RefusedRule[],
): ArrangedRules {
  const slots = new Slots(plan.slots)
  const groups: (Group | undefined)[] = plan.groups.map(() => undefined)
  const groupAt = (index: number): Group => {
    groups[index] ??= new Group(plan.groups[index] as GroupPlan, slots)
    return groups[index]
  }
  const route = routerOf(plan.groups.map(({ logsource }) => logsource))
  let epoch = 0
  let matched: Rule[] = []
  const keep = (rule: number) => void matched.push(rules[rule] as Rule)
  const start = (event: Event): number => {
    if (++epoch > epochMax) {
      epoch = 1
      slots.forget()
      for (const group of groups) group?.forget()
    }
    slots.start(event, epoch)
    return epoch
  }
  return {
    plan,
    rules,
    refused,
    match(event, found) {
      const number = start(event)
      for (const group of route(event)) groupAt(group).match(event, number, keep)
      if (matched.length === 0) return
      const all = matched
      matched = [] // `found` may come back here
      for (const rule of all) found(rule)
    },
    explain(event, rule): readonly Matched[] {
      const index = rules.indexOf(rule)
      const matched: Matched[] = []
      const group = plan.groups.findIndex(({ rules: own }) => own.includes(index))
      if (group >= 0) groupAt(group).explain(event, start(event), index, matched)
      return matched.slice(0, explainedMax)
    },
  }
}
