import type { Event } from "#shared/ecs/event.ts"
import { type RuleLevel, ruleLevels } from "#shared/sigma/types.ts"
import type { Query } from "../store/query.ts"

/** The lowest `event.severity` of each level; alerts carry 21, 47, 73 or 99 for low to critical. */
const leastOf: Readonly<Record<RuleLevel, number>> = {
  informational: 0,
  low: 15,
  medium: 35,
  high: 60,
  critical: 86,
}

export const levelsDown = [...ruleLevels].reverse()

export const isLevel = (text: string | undefined): text is RuleLevel =>
  ruleLevels.some((level) => level === text)

export function levelOf(event: Event): RuleLevel {
  const severity = event["event.severity"]
  return levelAt(typeof severity === "number" ? severity : 0)
}

export const levelAt = (severity: number): RuleLevel =>
  levelsDown.find((level) => severity >= leastOf[level]) ?? "informational"

/** The alerts of a level. */
export function levelQuery(level: RuleLevel): Query {
  const next = ruleLevels[ruleLevels.indexOf(level) + 1]
  const above = { value: String(leastOf[level]), inclusive: true }
  const below = next && { value: String(leastOf[next]), inclusive: false }
  return { is: "range", field: "event.severity", above, ...(below && { below }) }
}
