import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { cef } from "./cef.ts"
import { leef } from "./leef.ts"

const context = { referenceMs: Date.UTC(2026, 5, 1), zone: "UTC" }
const header = "CEF:0|Acme|Gate|1.0|100|Name|5|"

function read(format: typeof cef, text: string): Record<string, unknown> {
  const event: Event = {}
  expect(format.read(text, event, context)).toBeUndefined()
  return event as Record<string, unknown>
}

test.each([
  [`${header}moo=a \\= b`, "vendor.cef.extensions.moo", "a = b"],
  [`${header}moo=a\\nb`, "vendor.cef.extensions.moo", "a\nb"],
  [`${header}moo=a\\|b`, "vendor.cef.extensions.moo", "a\\|b"],
  [
    `${header}q=k1=v1&k2=v3 aa.bc&k3=v4 final=done`,
    "vendor.cef.extensions.q",
    "k1=v1&k2=v3 aa.bc&k3=v4",
  ],
  [`${header}src=1.2.3.4 msg=src=9.9.9.9 src=9.9.9.9`, "source.ip", "1.2.3.4"],
  [`${header}src=not-an-address`, "source.domain", "not-an-address"],
  [`${header}cs1=x y cs1Label=Rule Name`, "vendor.cef.labels.Rule Name", "x y"],
  [`${header}rt=Mar 01 2026 12:00:00 dtz=Europe/Berlin`, "@timestamp", "2026-03-01T11:00:00.000Z"],
  [`${header}rt=1772366400250`, "@timestamp", "2026-03-01T12:00:00.250Z"],
  [`${header}sourceAddress=1.2.3.4`, "source.ip", "1.2.3.4"],
  [`${header}outcome=Failed`, "event.outcome", "failure"],
  ["CEF:0|Ac\\|me|Gate\\\\|1|9|N|High|", "observer.vendor", "Ac|me"],
  ["CEF:0|Ac\\|me|Gate\\\\|1|9|N|High|", "observer.product", "Gate\\"],
  ["CEF:0|Ac\\|me|Gate\\\\|1|9|N|High|", "event.severity", 8],
  [`<134>Feb 12 14:10:21 fw1 ${header}src=1.2.3.4`, "host.name", "fw1"],
])("%s: %s is %p", (text, field, wanted) => {
  expect(read(cef, text)[field]).toBe(wanted as string)
})

test.each([
  ["LEEF:1.0|Acme|Gate|1|id|src=1.2.3.4\tdst=5.6.7.8", "destination.ip", "5.6.7.8"],
  ["LEEF:2.0|Acme|Gate|1|id|^|src=1.2.3.4^usrName=anna", "user.name", "anna"],
  ["LEEF:2.0|Acme|Gate|1|id|0x5E|src=1.2.3.4^usrName=anna", "user.name", "anna"],
  ["LEEF:2.0|Acme|Gate|1|id|x09|src=1.2.3.4\tproto=TCP", "network.transport", "tcp"],
  ["LEEF:2.0|Acme|Gate|1|id|\\t|src=1.2.3.4\tproto=6", "network.iana_number", "6"],
  ["LEEF:2.0|Acme|Gate|1|id|src=1.2.3.4\tsev=7", "event.severity", 7],
  [
    "LEEF:1.0|Acme|Gate|1|id|devTime=Mar 01 2026 12:00:00",
    "@timestamp",
    "2026-03-01T12:00:00.000Z",
  ],
  [
    "LEEF:1.0|A|G|1|id|devTime=01.03.2026 12:00:00\tdevTimeFormat=dd.MM.yyyy HH:mm:ss",
    "@timestamp",
    "2026-03-01T12:00:00.000Z",
  ],
  ["LEEF:1.0|A|G|1|id|devTime=x\tdevTimeFormat=((((a+)+)+)+)+$", "@timestamp", undefined],
])("%s: %s is %p", (text, field, wanted) => {
  expect(read(leef, text)[field]).toBe(wanted as string)
})

test("several records in one are told apart", () => {
  expect(cef.split?.(`${header}a=1\r\n${header}b=2\n`)).toEqual([`${header}a=1`, `${header}b=2`])
})
