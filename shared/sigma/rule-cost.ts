import type { Event } from "../ecs/event.ts"
import type { RuleSet } from "./types.ts"

/** What rules cost on events. */
export interface RuleSetCost {
  /** Mean over all events. */
  readonly ns: number
  /** The slowest event. */
  readonly worstUs: number
  /** Matches of all rules. */
  readonly hits: number
}

/** @param passes over the events; of each time the shortest counts, so that no pause of the machine does */
export function costOf(rules: RuleSet, events: readonly Event[], passes = 4): RuleSetCost {
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
