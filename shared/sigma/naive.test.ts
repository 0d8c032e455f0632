import { expect, test } from "bun:test"
import fc from "fast-check"
import type { Event } from "../ecs/event.ts"
import { fieldsOf } from "./field-map.ts"
import { matchesNaively, type NaiveRule } from "./naive.ts"
import { anEvent, aRule, logsource } from "./random-rules.ts"
import { compileRules } from "./rules.ts"

const rulesPerWorld = 50
const eventsPerWorld = 40
const worlds = 50
const seed = Number(process.env.VEDETTE_SEED ?? 20_261_125)

test("compiled, routed and indexed rules match what each rule alone matches, read naively", () => {
  const world = fc.tuple(
    fc.array(aRule, { minLength: rulesPerWorld, maxLength: rulesPerWorld }),
    fc.array(anEvent, { minLength: eventsPerWorld, maxLength: eventsPerWorld }),
  )
  let pairs = 0
  let hits = 0
  const keysOf = fieldsOf(logsource)
  fc.assert(
    fc.property(world, ([rules, events]) => {
      const compiled = compileRules(rules.map(documentOf))
      expect(compiled.refused).toEqual([])
      for (const event of events) {
        const found = new Set<string>()
        compiled.match(event, ({ id }) => found.add(id))
        for (const [index, rule] of rules.entries()) {
          const wanted = matchesNaively(rule, event, keysOf)
          pairs++
          if (wanted) hits++
          if (found.has(String(index)) !== wanted) throw difference(rule, event, wanted)
        }
      }
    }),
    { seed, numRuns: worlds, endOnFailure: true },
  )
  expect(pairs).toBe(worlds * rulesPerWorld * eventsPerWorld)
  expect(hits / pairs).toBeGreaterThan(0.05)
  expect(hits / pairs).toBeLessThan(0.8)
}, 60_000)

const documentOf = (rule: NaiveRule, index: number) => ({
  file: `${index}.yaml`,
  text: JSON.stringify(rule),
  value: { title: "random", id: String(index), logsource, ...rule },
})

const difference = (rule: NaiveRule, event: Event, wanted: boolean) =>
  new Error(`${wanted ? "missed" : "surplus"}: ${JSON.stringify(rule)} on ${JSON.stringify(event)}`)
