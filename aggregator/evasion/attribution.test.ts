import { expect, test } from "bun:test"
import { attributed } from "./attribution.ts"
import type { Row } from "./rows.ts"
import type { RuleTexts } from "./rule-texts.ts"

const rules = ["program", "short", "long"].map(
  (id): RuleTexts => ({ id, title: id, level: "high", kind: "process_creation", ways: [] }),
)
const rows: Row[] = rules.map((_, rule) => ({
  rule,
  groups: [],
  isProgram: rule === 0,
  isPartial: false,
}))
const masses = Float32Array.of(20, 40, 120)

const named = (coverages: readonly number[]) =>
  attributed(
    coverages.map((coverage, row) => ({
      row,
      coverage,
      mass: masses[row]!,
      isWhole: false,
      isLiteral: false,
    })),
    rules,
    { pieces: [], rows },
    masses,
  ).map(({ id }) => id)

test("of rules held wholly the one that says more comes first, a mere program last", () => {
  expect(named([1, 1, 1])).toEqual(["long", "short", "program"])
})

test("a short rule held wholly comes before a long one of which much is missing", () => {
  expect(named([0, 1, 0.7])).toEqual(["short", "long", "program"])
})

test("a rule's best row counts, and a rule is named once", () => {
  const both = [0.5, 1].map((coverage) => ({
    row: 1,
    mass: 40,
    coverage,
    isWhole: false,
    isLiteral: false,
  }))
  const found = attributed(both, rules, { pieces: [], rows }, masses)
  expect(found.map(({ id }) => id)).toEqual(["short"])
  expect(found[0]!.score).toBeGreaterThan(0.5)
})
