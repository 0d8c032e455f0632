import { expect, test } from "bun:test"
import { dormantEverywhere } from "./dormant.ts"

const collector = (dormant: unknown) => ({ body: { program: "collector", rules: { dormant } } })

test("a rule is dormant where no collector has events for it", () => {
  const edge = collector({ "product zeek": 3, "product macos": 2 })
  expect(dormantEverywhere([edge])).toBe(5)
  expect(dormantEverywhere([edge, collector({ "product zeek": 2 })])).toBe(2)
  expect(dormantEverywhere([edge, collector({})])).toBe(0)
})

test("what says nothing of it does not count", () => {
  expect(dormantEverywhere([])).toBe(0)
  expect(dormantEverywhere([{ body: { program: "aggregator", rules: {} } }])).toBe(0)
  expect(dormantEverywhere([collector({ a: 1 }), collector(undefined)])).toBe(1)
})
