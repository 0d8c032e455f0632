import type { Event } from "../ecs/event.ts"
import type { Check } from "./check.ts"
import { leafTest } from "./leaf-test.ts"

type Test = (event: Event) => boolean

/** A check that is asked alone. Many that are asked together belong in a rule set. */
export function predicateOf(check: Check): Test {
  if (check.kind === "not") {
    const holds = predicateOf(check.check)
    return (event) => !holds(event)
  }
  if (check.kind !== "all" && check.kind !== "any") return leafTest(check)
  const tests: readonly Test[] = check.checks.map(predicateOf)
  const settles = check.kind === "any"
  return (event) => {
    for (let at = 0; at < tests.length; at++)
      if ((tests[at] as Test)(event) === settles) return settles
    return !settles
  }
}
