import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { cloudwatch } from "./cloudwatch.ts"
import { noEvent } from "./define.ts"
import { json } from "./json.ts"
import { recordsOf } from "./json-containers.ts"

test.each([
  ['[{"a":1}, {"b":"]}\\"" } ,3]', ['{"a":1}', '{"b":"]}\\"" }', "3"]],
  [' {"Records": [ {"a":1.0} ]}', ['{"a":1.0}']],
  ['{"x":{"records":[9]},"records":[{"a":[1,2]},{"b":{}}]}', ['{"a":[1,2]}', '{"b":{}}']],
  ['{"@odata.context":"u","value":[{"id":"1"}]}', ['{"id":"1"}']],
  ['{"kind":"EventList","items":[{"verb":"get"}]}', ['{"verb":"get"}']],
  ["[]", []],
] as const)("%s", (text, records) => {
  expect(recordsOf(text, 10)).toEqual(records)
})

test.each([
  '{"value":[1]}',
  '{"a":"\\"Records\\":[1]"}',
  '{"x":{"Records":[1]}}',
  '{"Records":[{"a":1},{"b"',
  '{"Records":{"a":1}}',
  "[1,2,3,4,5,6,7,8,9,10,11]",
  '["',
  "",
  "[1] and text",
  "[Sun Mar 01 12:00:00 2026] [core:info] [pid 7]",
  '{"Records":[{"a":1}]} {"Records":[{"a":2}]}',
  '{"Records":[{"a":1}',
])("%s is one record", (text) => {
  expect(recordsOf(text, 10)).toBeUndefined()
})

test("a million brackets and quotes are walked once", () => {
  for (const text of [
    "[".repeat(1e6),
    `{"Records":[${'"\\"'.repeat(3e5)}`,
    `{"${'a":{"'.repeat(2e5)}`,
  ])
    expect(recordsOf(text, 10)).toBeUndefined()
})

test("the envelope of EventBridge is kept beside what it carries", () => {
  const event: Event = {}
  const text = '{"detail-type":"X","account":"123456789012","detail":{"id":"1"}}'
  expect(recordsOf(text, 10)).toBeUndefined()
  json.read(text, event, { referenceMs: 0, zone: "UTC" })
  expect(event).toEqual({
    "vendor.id": "1",
    "vendor.eventbridge.detail-type": "X",
    "vendor.eventbridge.account": "123456789012",
  })
})

test("lines of CloudWatch keep the stream they come from", () => {
  const envelope = { messageType: "DATA_MESSAGE", owner: "123456789012", logGroup: "g" }
  const logEvents = ["a", "b"].map((message, i) => ({ id: `${i}`, timestamp: 1000 * i, message }))
  const texts = cloudwatch.split?.(JSON.stringify({ ...envelope, logEvents })) ?? []
  const events = texts.map((text) => {
    const event = {}
    cloudwatch.read(text, event, { referenceMs: 0, zone: "UTC" })
    return event
  })
  expect(events).toMatchObject([
    { message: "a", "vendor.cloudwatch.log_group": "g", "cloud.account.id": "123456789012" },
    { message: "b", "@timestamp": "1970-01-01T00:00:01.000Z" },
  ])
})

test("a test message of CloudWatch is no event", () => {
  const text = '{"messageType":"CONTROL_MESSAGE","logEvents":[]}'
  expect(cloudwatch.read(text, {}, { referenceMs: 0, zone: "UTC" })).toBe(noEvent)
})
