import type { Event } from "../ecs/event.ts"
import type { Check } from "./check.ts"
import { leafTest } from "./leaf-test.ts"

/** A check that is asked alone. Many that are asked together belong in a rule set. */
export function predicateOf(check: Check): (event: Event) => boolean {
  if (check.kind === "not") {
    const holds = predicateOf(check.check)
    return (event) => !holds(event)
  }
  if (check.kind !== "all" && check.kind !== "any") return leafTest(check)
  const tests = check.checks.map(predicateOf)
  const settles = check.kind === "any"
  return (event) => {
    for (const holds of tests) if (holds(event) === settles) return settles
    return !settles
  }
}
