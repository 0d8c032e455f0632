import { expect, test } from "bun:test"
import { openAttribution } from "./attribution.ts"
import type { Evidence } from "./evidence.ts"
import type { Row } from "./rows.ts"
import type { RuleTexts } from "./rule-texts.ts"

const rules = ["program", "short", "long", "partial"].map(
  (id): RuleTexts => ({ id, title: id, level: "high", kind: "process_creation", ways: [] }),
)
const group = [{ pieces: [0], literals: ["x"] }]
const rows: Row[] = rules.map(({ id }, rule) => ({
  rule,
  groups: id === "program" ? [group] : [group, group],
  isProgram: id === "program",
  isPartial: id === "partial",
}))
const masses = [20, 40, 100, 100]

const evidence = (coverages: readonly number[], isLiteral = false): Evidence[] =>
  coverages.map((coverage, row) => ({
    row,
    mass: masses[row]!,
    coverage,
    isWhole: coverage === 1,
    isLiteral,
  }))

const named = (found: readonly Evidence[], ordinary = new Float32Array(rows.length)) =>
  openAttribution(
    rules,
    { pieces: [], rows },
    { near: ordinary, any: ordinary },
  )(found).map(({ id }) => id)

test("of rules held wholly the one that says more comes first, a mere program after it", () => {
  expect(named(evidence([1, 1, 1]))).toEqual(["long", "short", "program"])
})

test("a short rule held wholly comes before a long one of which much is missing", () => {
  expect(named(evidence([0, 1, 0.7])).slice(0, 2)).toEqual(["short", "long"])
})

test("a rule that asks for more than texts show comes after one that does not", () => {
  expect(named(evidence([0, 0, 1, 1])).slice(0, 2)).toEqual(["long", "partial"])
})

test("a rule that benign texts hold, too, comes after one that they do not", () => {
  expect(named(evidence([0, 1, 1]), Float32Array.of(0, 0, 1, 0)).slice(0, 2)).toEqual([
    "short",
    "long",
  ])
})

test("a rule's best row counts, and a rule is named once", () => {
  const both = [0.5, 1].map((coverage) => ({ ...evidence([0, coverage])[1]!, row: 1 }))
  const found = openAttribution(
    rules,
    { pieces: [], rows },
    { near: new Float32Array(4), any: new Float32Array(4) },
  )(both)
  expect(found.map(({ id }) => id)).toEqual(["short"])
  expect(found[0]!.score).toBeGreaterThan(0.5)
})
