import type { Event } from "#shared/ecs/event.ts"
import { readFolders } from "#shared/sigma/read-folders.ts"
import { compileRules, loadRules } from "#shared/sigma/rules.ts"
import type { Rule, RuleSet } from "#shared/sigma/types.ts"

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

/** Passes over the events; of each time the shortest counts, so that no pause of the machine does. */
const passes = 4

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

interface Cost {
  readonly ns: number
  readonly worstUs: number
  readonly hits: number
}

function costOf(rules: RuleSet, events: readonly Event[]): Cost {
  let hits = 0
  const found = () => void hits++
  const own = new Float64Array(events.length).fill(Number.POSITIVE_INFINITY)
  let pass = Number.POSITIVE_INFINITY
  for (let run = 0; run < passes; run++) {
    const started = performance.now()
    for (const event of events) rules.match(event, found)
    pass = Math.min(pass, performance.now() - started)
    events.forEach((event, at) => {
      const before = performance.now()
      rules.match(event, found)
      own[at] = Math.min(own[at] as number, performance.now() - before)
    })
  }
  return {
    ns: (pass * 1e6) / Math.max(1, events.length),
    worstUs: events.length === 0 ? 0 : own.reduce((a, b) => Math.max(a, b)) * 1000,
    hits: hits / (2 * passes),
  }
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
