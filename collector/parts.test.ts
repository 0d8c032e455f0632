import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { rawOf } from "#shared/pipeline/raw.ts"
import { formats } from "./formats/index.ts"
import { parserOf } from "./parse.ts"

const parse = parserOf({ formats, collector: "edge" })

function read(record: Buffer): Event[] {
  const out: Event[] = []
  const origin = { source: "s", batch: "b", receivedMs: Date.UTC(2026, 5, 1) }
  parse(rawOf(record, "1", 2 ** 20), origin, out)
  return out
}

const bytesOf = (text: string) => Buffer.from(text, "latin1")
const base64 = (text: string) => bytesOf(text).toString("base64")

test("of a list that is not UTF-8 each element has its own exact bytes, where it needs them", () => {
  const events = read(bytesOf('{"Records":[{"a":1}, {"b":"\xff"},{"c":"\xc3\xa9"}]}'))
  expect(events.map((event) => event["vedette.raw_base64"])).toEqual([
    undefined,
    base64('{"b":"\xff"}'),
    undefined,
  ])
  expect(events[2]!["event.original"]).toBe('{"c":"é"}')
})

test("one byte that is not UTF-8 does not multiply a record by its parts", () => {
  const record = bytesOf(`CEF:0|a|b|1|\xff|d|5|\n${"CEF:0|a|b|1|c|d|5|a=b\n".repeat(5000)}`)
  const events = read(record)
  expect(events).toHaveLength(5001)
  expect(JSON.stringify(events).length).toBeLessThan(50 * record.length)
  expect(events[0]!["vedette.raw_base64"]).toBe(base64("CEF:0|a|b|1|\xff|d|5|"))
})

test("an empty list is a record too", () => {
  const [event, ...more] = read(bytesOf('{"Records":[]}'))
  expect(more).toEqual([])
  expect(event!["event.original"]).toBe('{"Records":[]}')
})
