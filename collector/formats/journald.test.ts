import { expect, test } from "bun:test"
import { join } from "node:path"
import type { Event } from "#shared/ecs/event.ts"
import { openNormaliser } from "../normalise.ts"
import { parserOf } from "../parse.ts"
import { formats } from "./index.ts"

const normalise = openNormaliser([join(import.meta.dir, "../../rules/normalize")])
const parser = parserOf({ formats, normalise, collector: "edge" })

function parse(entry: object): Event {
  const out: Event[] = []
  const origin = { source: "s", batch: "b", receivedMs: Date.UTC(2026, 5, 1) }
  const own = { __REALTIME_TIMESTAMP: "1772366400250999", _HOSTNAME: "gate" }
  parser({ text: JSON.stringify({ ...own, ...entry }), position: 1 }, origin, out)
  expect(out.length).toBe(1)
  return out[0]!
}

const failed = "Failed password for root from 8.8.8.8 port 22 ssh2"

test("what sshd writes gives what the same line gives as syslog", () => {
  const event = parse({
    MESSAGE: failed,
    PRIORITY: "6",
    SYSLOG_FACILITY: "10",
    SYSLOG_IDENTIFIER: "sshd",
    _COMM: "sshd",
    _EXE: "/usr/sbin/sshd",
    _PID: "4242",
    _SYSTEMD_UNIT: "ssh.service",
    _UID: "0",
    _BOOT_ID: "0123456789abcdef0123456789abcdef",
  })
  const out: Event[] = []
  const syslog = `<86>1 2026-03-01T12:00:00.250Z gate sshd 4242 - - ${failed}`
  parser({ text: syslog, position: 1 }, { source: "s", batch: "b", receivedMs: 0 }, out)
  const ownToSyslog = /^(?:event\.(?:id|created|original)|vedette\.format|log\.syslog\.version)$/
  for (const [name, value] of Object.entries(out[0]!))
    if (!ownToSyslog.test(name))
      expect([name, (event as Record<string, unknown>)[name]]).toEqual([name, value])
  expect(event).toMatchObject({
    "vedette.format": "journald",
    "event.dataset": "system.auth",
    "user.name": "root",
    "process.executable": "/usr/sbin/sshd",
    "process.user.id": "0",
    "host.boot.id": "0123456789abcdef0123456789abcdef",
    "vendor.journald._SYSTEMD_UNIT": "ssh.service",
  })
  expect(event["user.id"]).toBeUndefined()
})

test("the journal's own word on the process counts, not what the sender calls itself", () => {
  const event = parse({
    MESSAGE: failed,
    SYSLOG_IDENTIFIER: "sshd",
    SYSLOG_PID: "1",
    _COMM: "logger",
    _PID: "77",
  })
  expect(event).toMatchObject({
    "process.name": "logger",
    "process.pid": 77,
    "log.syslog.appname": "sshd",
    "log.syslog.procid": "1",
  })
  expect(event["event.dataset"]).toBeUndefined()
})

test("bytes are decoded, repeated fields are joined, null is nothing", () => {
  const event = parse({
    MESSAGE: [104, 105, 255],
    UNIT: ["a.service", "b.service"],
    CODE_LINE: null,
    NAMES: [[104, 105], "x", [300]],
  })
  expect(event.message).toBe("hi\uFFFD")
  expect(event["vendor.journald.UNIT"]).toBe("a.service\nb.service")
  expect(event["vendor.journald.NAMES"]).toBe("hi\nx")
  expect(event["vendor.journald.CODE_LINE"]).toBeUndefined()
})

test("numbers that can't be are left out", () => {
  const event = parse({
    MESSAGE: "x",
    PRIORITY: "9",
    SYSLOG_FACILITY: "99",
    _PID: "-1",
    __REALTIME_TIMESTAMP: "soon",
  })
  expect(event["log.syslog.severity.code"]).toBeUndefined()
  expect(event["log.syslog.facility.code"]).toBeUndefined()
  expect(event["process.pid"]).toBeUndefined()
  expect(event["@timestamp"]).toBe("2026-06-01T00:00:00.000Z")
})
