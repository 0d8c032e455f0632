import { expect, test } from "bun:test"
import { amidesWords, tfIdf, vocabularyOf } from "./amides-features.ts"
import { amidesScore, trainAmides } from "./amides-model.ts"
import { phrasesOf } from "./lucene-phrases.ts"

test("words are cleaned and sorted; long ones, and numbers of four digits and more, are left out", () => {
  const long = "x".repeat(31)
  expect(amidesWords(`C:\\Win"dow^s\\cmd.EXE /c 0x1234 deadbeef 123 a a ${long}`)).toEqual(
    "123 a a c c cmd exe windows".split(" "),
  )
})

test("tf-idf is smoothed and of length 1", () => {
  const vocabulary = vocabularyOf([["a", "b"], ["a", "a"], ["c"]])
  const { columns, values } = tfIdf(["a", "a", "c", "unknown"], vocabulary)
  const [a, c] = [2 * (Math.log(4 / 3) + 1), Math.log(4 / 2) + 1]
  expect([...columns]).toEqual([0, 2])
  expect(values[0]).toBeCloseTo(a / Math.hypot(a, c), 12)
  expect(values[1]).toBeCloseTo(c / Math.hypot(a, c), 12)
})

test("a text without a known word gets the bias", () => {
  const model = trainAmides([["evil", "tool"]], [["good"], ["good", "tool"]])
  expect(amidesScore(model, ["new"])).toBe(model.bias)
  expect(amidesScore(model, ["evil"])).toBeGreaterThan(amidesScore(model, ["good"]))
})

test.each([
  ['process.command_line: "*a b*"', ["*a b*"]],
  ['process.command_line|re: "a" AND process.executable: "b"', ["a"]],
  [
    'process.command_line: ("*a*" OR "*b\\"c*") AND NOT process.command_line: "d"',
    ["*a*", '*b\\"c*'],
  ],
  ['NOT (process.command_line: "a" OR (process.command_line: "b"))', []],
  ['NOT (NOT process.command_line: "a")', ["a"]],
  ['(process.command_line: "a" AND x: 1) OR y: ("b" AND "c")', ["a"]],
  ['process.command_line: ("a', []],
])("phrases of %s", (filter, phrases) => {
  expect(phrasesOf(filter, "process.command_line")).toEqual(phrases)
})
