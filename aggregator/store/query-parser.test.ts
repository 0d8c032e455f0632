import { describe, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { queryMatches } from "./query-match.ts"
import { parseQuery, QueryError } from "./query-parser.ts"
import { queryText } from "./query-text.ts"

const event: Event = {
  "event.id": "1",
  "@timestamp": "2026-11-25T07:00:00.000Z",
  message: "Failed password for root from 10.1.2.3",
  "event.category": ["authentication", "network"],
  "source.ip": "10.1.2.3",
  "source.port": 5022,
  "host.name": "WEB-1",
  "vendor.a b": "x:y",
}

describe("a question", () => {
  for (const [text, hit] of [
    ["", true],
    ["*", true],
    ["failed root", true],
    ['"password for"', true],
    ['"for password"', false],
    ["fail", false],
    ["passw*", true],
    ["host.name:web-1", true],
    ["host.name:web-?", true],
    ["host.name:eb*", false],
    ["host.name:web\\*", false],
    ["-host.name:web-1", false],
    ["NOT host.name:web-2 && root", true],
    ["host.name:(a OR web-1)", true],
    ["host.name:(a || b) OR source.port:5022", true],
    ["source.ip:10.0.0.0/8", true],
    ["source.ip:11.0.0.0/8", false],
    ["source.port:>=5022", true],
    ["source.port:>5022", false],
    ["source.port:[1 TO 5022}", false],
    ["source.port:[1 TO *]", true],
    ['@timestamp:>"2026-11-25T06:59:00Z"', true],
    ["event.category:network", true],
    ["user.name:*", false],
    ["_exists_:source.ip", true],
    ["vendor.a\\ b:x\\:y", true],
    ["constructor:*", false],
    ["!(root AND failed)", false],
  ] as const)
    test(`${text || "(empty)"} ${hit ? "meets" : "misses"} the event, and reads back`, () => {
      const query = parseQuery(text)
      expect(queryMatches(query, event)).toBe(hit)
      expect(parseQuery(queryText(query))).toEqual(query)
    })

  for (const [text, position] of [
    ["(a", 0],
    ["a)", 1],
    ['"a', 0],
    ["a AND", 5],
    ["a:[1 TO", 2],
    ["host.name:", 0],
    ["x".repeat(10_001), 10_000],
    ["(".repeat(60), 51],
  ] as const)
    test(`${text.slice(0, 12)} is refused at ${position}`, () => {
      const failure = thrown(() => parseQuery(text))
      expect(failure).toBeInstanceOf(QueryError)
      expect((failure as QueryError).position).toBe(position)
    })

  test("an error of syntax says what was expected", () => {
    for (const text of ["(a", "a)", '"a', "a AND", "a:[1 TO 2", "host.name:", "a:>"])
      expect((thrown(() => parseQuery(text)) as QueryError).message).toContain("was expected")
  })

  test("a pattern that begins like a range stays a pattern when it is written", () => {
    for (const text of ["{? b", "[*a", ">?", "<=*x"]) {
      const again = parseQuery(queryText(parseQuery(text)))
      expect(JSON.stringify(again)).not.toContain('"range"')
      expect(queryMatches(again, { message: "ab xx b" })).toBe(
        queryMatches(parseQuery(text), { message: "ab xx b" }),
      )
    }
  })

  test("a pattern of many stars is answered at once", () => {
    const query = parseQuery(`vendor.x:${"*a".repeat(400)}b`)
    expect(queryMatches(query, { "vendor.x": "a".repeat(20_000) })).toBe(false)
  })
})

function thrown(act: () => unknown): unknown {
  try {
    act()
  } catch (failure) {
    return failure
  }
  return undefined
}

test("brackets are no terms: what may be asked may be written anew with its brackets", () => {
  const many = `${Array.from({ length: 499 }, () => "d").join(" ")} NOT m`
  const query = parseQuery(many)
  expect(parseQuery(queryText(query))).toEqual(query)
  expect(() => parseQuery(`${many} x`)).toThrow("at most 500 terms")
})
