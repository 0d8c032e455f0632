import type { Event } from "#shared/ecs/event.ts"
import { readFolders } from "#shared/sigma/read-folders.ts"
import { costOf, type RuleSetCost } from "#shared/sigma/rule-cost.ts"
import { compileRules, loadRules } from "#shared/sigma/rules.ts"
import type { Rule } from "#shared/sigma/types.ts"

export interface RuleCost {
  readonly id: string
  readonly title: string
  readonly file: string
  /** Mean over all events, the rule alone, with the look at what kind of event it is. */
  readonly nsPerEvent: number
  /** The slowest event. */
  readonly worstUs: number
  readonly hits: number
}

export interface BenchResult {
  readonly events: number
  readonly rules: number
  /** All rules together: what an event costs. */
  readonly usPerEvent: number
  /** Worst first. */
  readonly costs: readonly RuleCost[]
}

/** `rules bench`: what the rules cost on these events, all together and each alone. */
export function benchRules(directories: readonly string[], events: readonly Event[]): BenchResult {
  const { documents, placeholders } = readFolders(directories)
  const all = loadRules(directories)
  const byId = new Map(documents.map((document) => [idIn(document.value), document]))
  const together = costOf(all, events)
  const costs = all.rules.flatMap((rule): RuleCost[] => {
    const document = byId.get(rule.id)
    if (!document) return []
    const alone = compileRules([document], [], placeholders)
    return [describe(rule, costOf(alone, events))]
  })
  costs.sort((a, b) => b.nsPerEvent - a.nsPerEvent)
  return {
    events: events.length,
    rules: all.rules.length,
    usPerEvent: together.ns / 1000,
    costs,
  }
}

const idIn = (value: unknown): string =>
  String((value as { id?: unknown; name?: unknown })?.id ?? (value as { name?: unknown })?.name)

const describe = ({ id, title, file }: Rule, { ns, worstUs, hits }: RuleSetCost): RuleCost => ({
  id,
  title,
  file,
  nsPerEvent: Math.round(ns),
  worstUs: Math.round(worstUs),
  hits,
})

/** For the terminal: the dearest rules. */
export function benchText({ events, rules, usPerEvent, costs }: BenchResult, top: number): string {
  const head = `${"ns/event".padStart(9)} ${"worst µs".padStart(9)} ${"hits".padStart(7)}  rule, as if it were the only one`
  return [
    head,
    ...costs
      .slice(0, top)
      .map(
        ({ nsPerEvent, worstUs, hits, id, title }) =>
          `${String(nsPerEvent).padStart(9)} ${String(worstUs).padStart(9)} ${String(hits).padStart(7)}  ${id}  ${title}`,
      ),
    `${rules} rules on ${events} events: ${usPerEvent.toFixed(1)} µs an event all together`,
  ].join("\n")
}
