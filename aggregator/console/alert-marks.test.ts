import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { marksOf, matchedOf, merged, spansOf } from "./alert-marks.ts"

const marked = (value: string, pattern: string) =>
  merged(spansOf(value, pattern)).map(({ from, to }) => value.slice(from, to))

test.each([
  ["rundll32.exe comsvcs.dll COMSVCS", "contains: comsvcs", ["comsvcs", "COMSVCS"]],
  ["C:\\Windows\\lsass.exe", "endswith: \\lsass.exe", ["\\lsass.exe"]],
  ["Accepted password for root", "startswith: Accepted password ", ["Accepted password "]],
  ["0x1FFFFF", "0x1fffff", ["0x1FFFFF"]],
  ["cmd /c whoami /all", "contains: whoami*all", ["whoami", "all"]],
  ["reg.exe /save x", "contains|windash: -save", ["/save"]],
  ["a*b", "contains: a\\*b", ["a*b"]],
  ["x sELECT y", "contains|cased: select", ["x sELECT y"]],
  ["GET /?q=union+select", "re|i: UNION.select", ["union+select"]],
  ["GET /?q=union+select", "re: (?i)UNION.select", ["union+select"]],
  ["10.0.0.7", "cidr: 10.0.0.0/8", ["10.0.0.7"]],
  ["203.0.113.45", "5 events of one source.ip", ["203.0.113.45"]],
  ["text", "re: (?<=t)(", ["text"]],
  ["", "contains: x", []],
])("of %p the pattern %p marks %p", (value, pattern, parts) => {
  expect(marked(value, pattern)).toEqual([...parts])
})

test("a text that a rule's expression would take for ever is marked at once", () => {
  expect(marked(`${"a".repeat(4_000)}!`, "re: ^(a+)+$")).toHaveLength(1)
  expect(spansOf("a".repeat(4_000), "contains: a").length).toBeLessThanOrEqual(50)
})

test("a letter that grows when folded shifts no mark", () => {
  expect(marked("İİ evil", "contains: evil")).toEqual(["İİ evil"])
})

test("other fields with the very text are marked too", () => {
  const values: Record<string, string> = { a: "x evil", b: "x evil", c: "good" }
  const matched = [{ field: "a", value: "x evil", pattern: "contains: evil" }]
  const marks = marksOf(matched, (field) => values[field]!, ["a", "b", "c"])
  expect([...marks]).toEqual([
    ["a", [{ from: 2, to: 6 }]],
    ["b", [{ from: 2, to: 6 }]],
  ])
})

test.each(["", "{", "null", "[1,null,{}]", '{"field":"x"}'])(
  "%p is no record of matches",
  (text) => {
    expect(matchedOf({ "vedette.matched": text } as Event)).toEqual([])
  },
)
