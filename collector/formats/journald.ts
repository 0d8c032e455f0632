import { type Event, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { isObject, keep, parseJson } from "#shared/ecs/json.ts"
import type { Format } from "./define.ts"
import { facilities } from "./syslog.ts"
import { writeHost, writeProgram } from "./syslog-header.ts"
import { levelOf, severities } from "./syslog-level.ts"

/**
 * An entry of the systemd journal as `journalctl -o json` prints it: each value is a string, an array
 * of bytes where it is not UTF-8, an array of such values where the field occurs more than once, or
 * null. Fields that begin with `_` are the journal's own and can't be forged by the sender: so
 * `_COMM` and `_PID` name the process, where they are known, and not what it calls itself.
 */
export const journald: Format = {
  name: "journald",
  summary: "Entries of the systemd journal as JSON",
  example:
    '{"MESSAGE":"Invalid user pascal from 192.0.2.7 port 53502","PRIORITY":"6","SYSLOG_IDENTIFIER":"sshd","_COMM":"sshd","_HOSTNAME":"bastion","_PID":"16378","_SYSTEMD_UNIT":"ssh.service","__REALTIME_TIMESTAMP":"1772366400250000"}',
  looksLike: (text) => /^\s*\{/.test(text) && text.includes('"__REALTIME_TIMESTAMP"'),
  read(text, event) {
    const entry = parseJson(text)?.value
    if (!isObject(entry)) return "journal: not a JSON object"
    const field = (name: string) => (Object.hasOwn(entry, name) ? textOf(entry[name]) : undefined)
    const message = field("MESSAGE")
    if (message !== undefined) event.message = message
    writeTime(event, field("__REALTIME_TIMESTAMP"))
    writePriority(event, field("PRIORITY"), field("SYSLOG_FACILITY"))
    const host = field("_HOSTNAME")
    if (host) writeHost(event, host.slice(0, 255))
    writeProcess(event, field)
    for (const [name, ecs] of Object.entries(plain)) {
      const value = field(name)
      if (value !== undefined) put(event, ecs, value)
    }
    keep(restOf(entry), "vendor.journald", event)
    return undefined
  },
}

/** Fields of ECS that say the same. */
const plain: Readonly<Record<string, string>> = {
  _BOOT_ID: "host.boot.id",
  _CMDLINE: "process.command_line",
  _EXE: "process.executable",
  _GID: "process.group.id",
  _MACHINE_ID: "host.id",
  _UID: "process.user.id",
  TID: "process.thread.id",
}

/** What is written elsewhere whole, or says only where the entry lies in the journal. */
const left = new Set([
  ...Object.keys(plain),
  "MESSAGE",
  "PRIORITY",
  "SYSLOG_FACILITY",
  "SYSLOG_IDENTIFIER",
  "SYSLOG_PID",
  "_COMM",
  "_HOSTNAME",
  "_PID",
  "__CURSOR",
  "__MONOTONIC_TIMESTAMP",
  "__REALTIME_TIMESTAMP",
  "__SEQNUM",
  "__SEQNUM_ID",
])

const restOf = (entry: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(entry)
      .filter(([name]) => !left.has(name))
      .map(([name, value]) => [name, textOf(value)]),
  )

/** A value as text; of a field that occurs more than once, one value a line. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value
  if (!Array.isArray(value)) return typeof value === "number" ? String(value) : undefined
  if (value.every(isByte)) return Buffer.from(value).toString("utf8")
  const texts = value.map((item) =>
    Array.isArray(item) && item.some(isNoByte) ? "" : textOf(item),
  )
  return texts.filter(Boolean).join("\n")
}

const isByte = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 255
const isNoByte = (value: unknown) => !isByte(value)

function writeTime(event: Event, microseconds: string | undefined): void {
  if (microseconds === undefined || !/^\d{1,18}$/.test(microseconds)) return
  const ms = Math.floor(Number(microseconds) / 1000)
  if (ms < 8.64e15) event["@timestamp"] = new Date(ms).toISOString()
}

function writePriority(event: Event, priority?: string, facility?: string): void {
  const severityCode = priority && /^[0-7]$/.test(priority) ? Number(priority) : undefined
  const facilityCode = facility && /^\d{1,2}$/.test(facility) ? Number(facility) : undefined
  if (severityCode !== undefined) {
    event["log.syslog.severity.code"] = severityCode
    put(event, "log.syslog.severity.name", severities[severityCode]!)
    put(event, "log.level", levelOf(severityCode))
  }
  const facilityName = facilityCode === undefined ? undefined : facilities[facilityCode]
  if (facilityName === undefined) return
  event["log.syslog.facility.code"] = facilityCode!
  put(event, "log.syslog.facility.name", facilityName)
  if (severityCode !== undefined) event["log.syslog.priority"] = facilityCode! * 8 + severityCode
}

function writeProcess(event: Event, field: (name: string) => string | undefined): void {
  const [identifier, command] = [field("SYSLOG_IDENTIFIER"), field("_COMM")]
  const pid = field("_PID")
  if (identifier) writeProgram(event, identifier.slice(0, 255), field("SYSLOG_PID") ?? pid)
  if (command) setField(event, "process.name", command.slice(0, 255))
  if (pid !== undefined && /^\d{1,10}$/.test(pid)) event["process.pid"] = Number(pid)
}
