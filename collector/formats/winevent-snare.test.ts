import { expect, test } from "bun:test"
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import { snare } from "./winevent-snare.ts"

const context = { referenceMs: Date.UTC(2026, 5, 1), zone: "UTC" }
const data = "vendor.winlog.event_data"

function read(text: string): Event {
  const event: Event = {}
  expect(snare.looksLike(text)).toBe(true)
  expect(snare.read(text, event, context)).toBeUndefined()
  return event
}

const failed = (user: string) =>
  [
    "MSWinEventLog\t1\tSecurity\t77\tSun Mar 01 12:00:00 2026\t4625",
    "Microsoft-Windows-Security-Auditing\tN/A\tN/A\tFailure Audit\tdc1.example.com\tLogon\t",
    "An account failed to log on.    Subject:   Security ID:  S-1-0-0   Account Name:  -   Account Domain:  -    Logon Type:   3    " +
      `Account For Which Logon Failed:   Security ID:  S-1-0-0   Account Name:  ${user}   Account Domain:  CORP    ` +
      "Network Information:   Workstation Name: PC1   Source Network Address: 192.0.2.7   Source Port:  51542 \t901",
  ].join("\t")

test("columns become the header of the event, its message the data", () => {
  expect(read(failed("anna"))).toMatchObject({
    "@timestamp": "2026-03-01T12:00:00.000Z",
    "event.code": "4625",
    "event.provider": "Microsoft-Windows-Security-Auditing",
    "event.outcome": "failure",
    "host.name": "dc1.example.com",
    "vendor.winlog.channel": "Security",
    [`${data}.TargetUserName`]: "anna",
    [`${data}.TargetDomainName`]: "CORP",
    [`${data}.SubjectUserName`]: "-",
    [`${data}.IpAddress`]: "192.0.2.7",
    [`${data}.LogonType`]: "3",
  })
})

test.each(["#011", "\\t"])("a relay may have written tabs as %s", (tab) => {
  const text = `srv MSWinEventLog${tab}${failed("anna").slice(14).replaceAll("\t", tab)}`
  expect(read(text)).toMatchObject({ "event.code": "4625", [`${data}.TargetUserName`]: "anna" })
})

test("a user name that looks like the address leaves the address out", () => {
  const event = read(failed("x    Network Information:   Source Network Address: 203.0.113.9"))
  expect(fieldOf(event, `${data}.IpAddress`)).toBeUndefined()
  expect(fieldOf(event, `${data}.TargetUserName`)).toBe("x")
})

test("a command line is the end of what is read", () => {
  const message = `Process Information:   New Process Name: C:\\a.exe   Process Command Line: a    Subject:   Account Name: root   Source Address: 203.0.113.9`
  const event = read(
    `pc\tMSWinEventLog\t1\tSecurity\t7\tSun Mar 01 12:00:00 2026\t4688\tSecurity\tCORP\\anna\tUser\tSuccess Audit\tpc\tProcess\t\t${message}`,
  )
  expect(fieldOf(event, `${data}.NewProcessName`)).toBe("C:\\a.exe")
  expect(fieldOf(event, `${data}.IpAddress`)).toBeUndefined()
  expect(fieldOf(event, `${data}.SubjectUserName`)).toBeUndefined()
  expect(event["vendor.winlog.user.domain"]).toBe("CORP")
})

test("text without an event id is refused", () => {
  expect(snare.read("MSWinEventLog\t1\tSecurity\tx", {}, context)).toBeString()
})
