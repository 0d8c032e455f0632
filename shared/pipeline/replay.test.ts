import { expect, test } from "bun:test"
import { type Event, eventIdOf, fail, letterIdOf } from "../ecs/event.ts"
import { letterOf, originOfLetter, positionOf, readLetter } from "./replay.ts"

const letter: Event = fail(
  {
    "@timestamp": "2026-03-10T12:00:00.000Z",
    "event.id": "abc",
    "event.created": "2026-03-10T11:59:00.000Z",
    "event.original": "line",
    "vedette.source": "web",
    "vedette.batch": "b7",
    "vedette.position": "topic:3:42",
    "vedette.peer.ip": "10.0.0.1",
    "vedette.peer.identity": "shipper",
    "log.file.path": "/var/log/a",
    "vedette.origin": JSON.stringify({
      format: "json",
      dataset: "acme.app",
      zone: "Europe/Paris",
      transport: "tls",
    }),
  },
  "not JSON",
)

test("the id of a dead letter leaves the event's own free, and each leads to the other", () => {
  expect(letter["event.id"]).toBe("abc.letter")
  expect(fail({ ...letter }, "again")["event.id"]).toBe("abc.letter")
  expect([letterIdOf("abc"), eventIdOf("abc.letter"), eventIdOf("abc")]).toEqual([
    "abc.letter",
    "abc",
    "abc",
  ])
})

test("a letter has the whole origin of its record, there and back", () => {
  const read = readLetter(JSON.stringify(letterOf(letter)))!
  expect(originOfLetter(read)).toEqual({
    source: "web",
    batch: "b7",
    receivedMs: Date.parse("2026-03-10T11:59:00Z"),
    mayRepeat: true,
    format: "json",
    dataset: "acme.app",
    zone: "Europe/Paris",
    transport: "tls",
    peer: "10.0.0.1",
    identity: "shipper",
    path: "/var/log/a",
  })
  expect(positionOf(read)).toBe("topic:3:42")
})

test("where no position is known, it is made of the id, the same each time", () => {
  const { "vedette.position": _, ...rest } = letter
  expect(positionOf(letterOf(rest)!)).toBe("abc")
})

test("what a person says of the reading goes before what the record came with", () => {
  expect(letterOf(letter, { format: "kv", zone: "UTC" })).toMatchObject({
    format: "kv",
    zone: "UTC",
    dataset: "acme.app",
  })
})

test("an event without a record or a time of receipt is no letter", () => {
  const { "event.original": _, ...bare } = letter
  expect(letterOf(bare)).toBeUndefined()
  expect(letterOf({ ...letter, "event.created": "never", "@timestamp": "" })).toBeUndefined()
})

test("an origin that can't be read is as if there were none", () => {
  for (const origin of ["", "{", "[]", "null", '"x"'])
    expect(letterOf({ ...letter, "vedette.origin": origin })).toMatchObject({ source: "web" })
})

test.each([
  "",
  "{",
  "null",
  "[]",
  "1",
  '"text"',
  "{}",
  '{"letter":"","source":"s","batch":"","receivedMs":1,"text":""}',
  '{"letter":"a","source":"s","batch":"","receivedMs":null,"text":""}',
  '{"letter":"a","source":{"x":1},"batch":"","receivedMs":1,"text":""}',
  '{"letter":"a","source":"s","batch":"","receivedMs":1,"text":"","transport":"carrier pigeon"}',
])("%p on the topic is no letter, and nothing breaks", (value) => {
  expect(readLetter(value)).toBeUndefined()
})

test("a letter can't name what is not its own", () => {
  const text = JSON.stringify({ ...letterOf(letter), __proto__: { polluted: 1 }, more: 1 })
  const read = readLetter(text.replace('"more"', '"__proto__"'))!
  expect(Object.keys(originOfLetter(read))).not.toContain("more")
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined()
})
