import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { winevent } from "./winevent-json.ts"

function read(object: object): Event {
  const event: Event = {}
  const context = { referenceMs: 0, zone: "UTC" }
  expect(winevent.read(JSON.stringify(object), event, context)).toBeUndefined()
  return event
}

const winlog = { channel: "Security", event_id: "4624", computer_name: "dc1.example.com" }

test("the host of a forwarded event is the computer that logged it", () => {
  const event = read({ winlog, host: { name: "wec1", ip: ["192.0.2.1"], os: { type: "windows" } } })
  expect(event).toMatchObject({
    "host.name": "dc1.example.com",
    "vendor.forwarder.host.name": "wec1",
    "vendor.forwarder.host.ip": ["192.0.2.1"],
  })
  expect(event["host.ip"]).toBeUndefined()
})

test("a host that reads its own log keeps what is said of it", () => {
  const event = read({ winlog, host: { name: "DC1", ip: ["192.0.2.1"] } })
  expect(event).toMatchObject({ "host.name": "DC1", "host.ip": ["192.0.2.1"] })
})

test.each([
  ["0x8020000000000000", "success"],
  ["-9218868437227405312", "failure"],
  [["Audit Failure"], "failure"],
  ["Classic", undefined],
] as const)("audit keywords %p tell the outcome %p", (keywords, outcome) => {
  const event = read({ winlog: { ...winlog, keywords } })
  expect(event["event.outcome"]).toBe(outcome)
})
