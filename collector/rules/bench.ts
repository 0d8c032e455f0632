import type { Event } from "#shared/ecs/event.ts"
import { readFolders } from "#shared/sigma/read-folders.ts"
import { compileRules, loadRules } from "#shared/sigma/rules.ts"
import type { Rule, RuleSet } from "#shared/sigma/types.ts"

export interface RuleCost {
  readonly id: string
  readonly title: string
  readonly file: string
  /** Mean over all events, the rule alone. */
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

/** Time for one rule on all events at least, so that the clock's steps don't matter. */
const measureMs = 2
const warmupRuns = 2

/** `rules bench`: what the rules cost on these events, all together and each alone. */
export function benchRules(directories: readonly string[], events: readonly Event[]): BenchResult {
  const { documents, placeholders, refused } = readFolders(directories)
  const all = loadRules(directories)
  const byId = new Map(documents.map((document) => [idIn(document.value), document]))
  const empty = costOf(compileRules([], refused), events)
  const costs = all.rules.flatMap((rule): RuleCost[] => {
    const document = byId.get(rule.id)
    if (!document) return []
    const alone = compileRules([document], [], placeholders)
    const cost = costOf(alone, events)
    return [describe(rule, { ...cost, ns: Math.max(0, cost.ns - empty.ns) })]
  })
  costs.sort((a, b) => b.nsPerEvent - a.nsPerEvent)
  return {
    events: events.length,
    rules: all.rules.length,
    usPerEvent: costOf(all, events).ns / 1000,
    costs,
  }
}

const idIn = (value: unknown): string =>
  String((value as { id?: unknown; name?: unknown })?.id ?? (value as { name?: unknown })?.name)

interface Cost {
  readonly ns: number
  readonly worstUs: number
  readonly hits: number
}

function costOf(rules: RuleSet, events: readonly Event[]): Cost {
  let hits = 0
  const found = () => void hits++
  for (let run = 0; run < warmupRuns; run++) for (const event of events) rules.match(event, found)
  hits = 0
  let worst = 0
  for (const event of events) {
    const started = performance.now()
    rules.match(event, found)
    worst = Math.max(worst, performance.now() - started)
  }
  const counted = hits
  let runs = 0
  const started = performance.now()
  do {
    for (const event of events) rules.match(event, found)
    runs++
  } while (performance.now() - started < measureMs)
  const ns = ((performance.now() - started) * 1e6) / (runs * Math.max(1, events.length))
  return { ns, worstUs: worst * 1000, hits: counted }
}

const describe = ({ id, title, file }: Rule, { ns, worstUs, hits }: Cost): RuleCost => ({
  id,
  title,
  file,
  nsPerEvent: Math.round(ns),
  worstUs: Math.round(worstUs),
  hits,
})

/** For the terminal: the dearest rules. */
export function benchText({ events, rules, usPerEvent, costs }: BenchResult, top: number): string {
  const head = `${"ns/event".padStart(9)} ${"worst µs".padStart(9)} ${"hits".padStart(7)}  rule (alone)`
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
