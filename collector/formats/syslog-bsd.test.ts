import { expect, test } from "bun:test"
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import { syslog } from "./syslog.ts"

const referenceMs = Date.UTC(2026, 5, 1)
const read = (text: string): Event => {
  const event: Event = {}
  syslog.read(text, event, { referenceMs, zone: "UTC" })
  return event
}

const host = "host.hostname"
const devices: [string, string, Record<string, unknown>][] = [
  [
    "a task of AireOS",
    "<131>wlc-1: *spamApTask1: Mar 07 12:34:56.789: %CAPWAP-4-DISC: text",
    { [host]: "wlc-1", "process.name": "spamApTask1", message: "%CAPWAP-4-DISC: text" },
  ],
  [
    "a node of IOS XR",
    "<189>4711: edge-1 RP/0/RSP0/CPU0:Mar 07 12:34:56 : SSHD_[65]: %SECURITY-SSHD-6-INFO : text",
    { [host]: "edge-1", "process.pid": 65, "vendor.cisco.node": "RP/0/RSP0/CPU0" },
  ],
  [
    "the year first, as NX-OS has it",
    "<187>: 2026 Mar 07 12:34:56 UTC: %DAEMON-3-SYSTEM_MSG: text",
    { "@timestamp": "2026-03-07T12:34:56.000Z", [host]: undefined },
  ],
  [
    "seconds since 1970",
    "<134> 1772886896.789123 mx-1 events type=x",
    { "@timestamp": "2026-03-07T12:34:56.789Z", [host]: "mx-1" },
  ],
  [
    "an American date of Citrix",
    "<134> 03/07/2026:12:34:56 GMT ns-1 0-PPE-0 : text",
    { "@timestamp": "2026-03-07T12:34:56.000Z", [host]: "ns-1" },
  ],
  [
    "a European date of Citrix",
    "<134> 31/03/2026:12:34:56 GMT ns-1 0-PPE-0 : text",
    { "@timestamp": "2026-03-31T12:34:56.000Z" },
  ],
  [
    "the length of its frame",
    "55 <38>Mar  7 12:34:56 bastion sshd[7]: text",
    { [host]: "bastion", "log.syslog.priority": 38 },
  ],
  [
    "what an access point of UniFi is",
    "<30>Mar  7 12:34:56 U7PG2,0a0000000001,v4.3.28.11361: hostapd: text",
    { [host]: "U7PG2", "process.name": "hostapd", "host.mac": ["0A-00-00-00-00-01"] },
  ],
  [
    "facility and severity in words",
    "<189>Mar  7 12:34:56 user.info cms-1 authp: text",
    { [host]: "cms-1", "process.name": "authp" },
  ],
  [
    "a host alone",
    "<14>Mar  7 12:34:56 printer-4",
    { [host]: "printer-4", "process.name": undefined },
  ],
  [
    "its address where the tag stands",
    "<189>Mar  7 12:34:56 192.0.2.1: %ACE-3-251010: text",
    { [host]: "192.0.2.1", "process.name": undefined, message: "%ACE-3-251010: text" },
  ],
  [
    "an address in its text that looks like a header",
    "<14>Mar  7 12:34:56 real app: Mar  7 12:34:56 forged sshd[1]: text",
    { [host]: "real", "process.name": "app" },
  ],
]
for (const [what, text, expected] of devices)
  test(`syslog of a device with ${what}`, () => {
    const event = read(text)
    const got = Object.fromEntries(
      Object.keys(expected).map((name) => [name, fieldOf(event, name)]),
    )
    expect(got as object).toEqual(expected)
  })
