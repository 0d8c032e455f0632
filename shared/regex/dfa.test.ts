import { expect, test } from "bun:test"
import fc from "fast-check"
import { Dfa, Run } from "./dfa.ts"
import { parseRegex } from "./syntax.ts"

const dfaOf = (source: string, start = false, end = false) =>
  new Dfa(parseRegex(source, "")!, { isAnchoredAtStart: start, isAnchoredAtEnd: end })

const piece = fc.constantFrom("a", "b", "[ab]", "[^a]", "(?:ab|b)", "(?:a|)", "\\d")
const sign = fc.constantFrom("", "*", "+", "?", "{2}", "{1,3}", "{2,}")
const expression = fc
  .array(fc.tuple(piece, sign), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.flat().join(""))
const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "1", "é", "😀"), maxLength: 12 })

test("it finds what the language's own engine finds", () => {
  fc.assert(
    fc.property(expression, text, fc.boolean(), fc.boolean(), (source, input, start, end) => {
      const own = new RegExp(`${start ? "^" : ""}(?:${source})${end ? "$" : ""}`, "u")
      expect(dfaOf(source, start, end).test(input)).toBe(own.test(input))
    }),
    { seed: 7, numRuns: 5000 },
  )
})

test("it forgets states when there are too many, and gives up on a text that needs ever more", () => {
  const dfa = dfaOf("a[ab]{12}c")
  const bits = (number: number) => number.toString(2).padStart(13, "0")
  const mixed = Array.from({ length: 400 }, (_, n) => bits(n * 7919)).join("")
  const long = mixed.replaceAll("0", "a").replaceAll("1", "b")
  expect(dfa.test("a".repeat(13))).toBe(false)
  expect(dfa.test(long)).toBe(undefined)
  expect(dfa.test(`${"a".repeat(13)}c`)).toBe(true)
})

test("an expression that is too large is refused", () => {
  expect(() => dfaOf("(?:a{100}){100}")).toThrow("too many states")
})

test("a run counts characters, not units", () => {
  const notA = parseRegex("[^a]", "")
  const run = new Run(
    notA?.kind === "sequence" && notA.items[0]?.kind === "set" ? notA.items[0].set : 0n,
    3,
  )
  expect(run.test("ab😀c")).toBe(true)
  expect(run.test("ab😀ac")).toBe(false)
  expect(run.test("bcaéb")).toBe(false)
})
