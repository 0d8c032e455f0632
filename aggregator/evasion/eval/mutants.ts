import { chanceOf } from "#shared/chance.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { ArrangedRules } from "#shared/sigma/rule-set.ts"
import type { Recorded } from "./recorded.ts"
import { ways } from "./ways.ts"

/** A command that a rule fired on, written so that it no longer does. */
export interface Mutant {
  readonly way: string
  readonly text: string
  readonly original: string
  /** Rules that fired on the original and do not fire on this. */
  readonly rules: readonly string[]
  /** Another rule fires on it. */
  readonly isCaught: boolean
}

/** Each match written in each way; kept where a rule of its own is lost by it. */
export function mutantsOf(
  matches: readonly Recorded[],
  rules: ArrangedRules,
  seed: number,
): Mutant[] {
  const chance = chanceOf(seed)
  return matches.flatMap((match) =>
    Object.entries(ways).flatMap(([way, write]) => {
      const text = write(match.text, chance)
      if (text === undefined || text === match.text) return []
      const firing = new Set<string>()
      rules.match(withText(match.event, match.text, text), ({ id }) => firing.add(id))
      const lost = match.rules.filter((id) => !firing.has(id))
      const isCaught = firing.size > 0
      return lost.length > 0 ? [{ way, text, original: match.text, rules: lost, isCaught }] : []
    }),
  )
}

/** The event as it would have been recorded: wherever the old text stands, the new one does. */
const withText = (event: Event, old: string, text: string): Event =>
  Object.fromEntries(
    Object.entries(event).map(([field, value]) => [field, value === old ? text : value]),
  ) as Event
