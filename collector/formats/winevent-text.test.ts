import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { wineventText } from "./winevent-text.ts"

const context = { referenceMs: Date.UTC(2026, 5, 1), zone: "Europe/Berlin" }

const logon = (user: string) =>
  [
    "03/01/2026 01:00:00 PM",
    "LogName=Security",
    "SourceName=Microsoft Windows security auditing.",
    "EventCode=4625",
    "ComputerName=pc1.example.com",
    "Keywords=Audit Failure",
    "Message=An account failed to log on.",
    "",
    "Account For Which Logon Failed:",
    `\tAccount Name:\t\t${user}`,
    "\tAccount Domain:\t\tCORP",
    "",
    "Network Information:",
    "\tSource Network Address:\t192.0.2.7",
    "",
  ].join("\r\n")

function read(text: string): Event {
  const event: Event = {}
  expect(wineventText.looksLike(text)).toBe(true)
  expect(wineventText.read(text, event, context)).toBeUndefined()
  return event
}

test("lines become the header of the event, its message the data", () => {
  expect(read(logon("anna"))).toMatchObject({
    "@timestamp": "2026-03-01T12:00:00.000Z",
    "event.code": "4625",
    "event.outcome": "failure",
    "event.provider": "Microsoft-Windows-Security-Auditing",
    "host.name": "pc1.example.com",
    "vendor.winlog.event_data.TargetUserName": "anna",
    "vendor.winlog.event_data.TargetDomainName": "CORP",
    "vendor.winlog.event_data.IpAddress": "192.0.2.7",
  })
})

test("a message changes nothing of the header", () => {
  const event = read(logon("x\r\nComputerName=evil\r\nKeywords=Audit Success"))
  expect(event["host.name"]).toBe("pc1.example.com")
  expect(event["event.outcome"]).toBe("failure")
})
