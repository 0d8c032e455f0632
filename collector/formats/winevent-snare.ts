import type { Event } from "#shared/ecs/event.ts"
import { stampReader } from "../stamps.ts"
import type { Format } from "./define.ts"
import { readWinevent } from "./winevent-json.ts"

const mark = /(?:^|[\t ]|#011|\\t)MSWinEventLog(?=[\t ]{1,8}\d|#011|\\t)/
const stamp = stampReader("MMM d HH:mm:ss yyyy")

/** Columns after `MSWinEventLog`, of the agents' manual; the last two are text and its number. */
const columns = {
  criticality: 0,
  log: 1,
  counter: 2,
  time: 3,
  eventId: 4,
  provider: 5,
  user: 6,
  kind: 8,
  computer: 9,
  task: 10,
  data: 11,
  message: 12,
} as const

/**
 * Windows events of Snare's agents, and of NXLog's `to_syslog_snare`: tabs divide the columns, which
 * relays write as `#011` or `\t`.
 */
export const snare: Format = {
  name: "snare",
  summary: "Windows events as Snare writes them, tab-separated after MSWinEventLog",
  example:
    "dc1\tMSWinEventLog\t1\tSecurity\t77\tSun Mar 01 12:00:00 2026\t4634\tMicrosoft-Windows-Security-Auditing\tCORP\\anna\tUser\tSuccess Audit\tdc1.example.com\tLogoff\t\tAn account was logged off.    Subject:   Account Name:  anna    Logon Type:   3\t901",
  looksLike: (text) => mark.test(text.slice(0, 256)),
  read(text, event, context) {
    const found = mark.exec(text.slice(0, 256))
    if (!found) return "Snare: no MSWinEventLog"
    const rest = text.slice(found.index + found[0].length).replace(/^[\t ]+|^(?:#011|\\t)/, "")
    const cells = (rest.includes("\t") ? rest : rest.replace(/#011|\\t/g, "\t")).split("\t", 64)
    const cell = (name: keyof typeof columns) => cells[columns[name]]?.trim() ?? ""
    if (!/^\d{1,5}$/.test(cell("eventId"))) return "Snare: no event id in its column"
    const ms = stamp(cell("time").replace(/^[A-Z][a-z]{2},? +/, ""), context)
    const reason = readWinevent(objectOf(cell), event, context)
    if (ms !== undefined) event["@timestamp"] = new Date(ms).toISOString()
    writeUser(cell("user"), event)
    return reason
  },
}

function objectOf(cell: (name: keyof typeof columns) => string): Record<string, unknown> {
  return {
    EventID: cell("eventId"),
    Channel: cell("log"),
    SourceName: cell("provider"),
    Hostname: cell("computer"),
    RecordNumber: cell("counter"),
    Keywords: cell("kind").replace(/^(Success|Failure) Audit$/, "Audit $1"),
    Task: cell("task"),
    ...(cell("data") && { Data: cell("data") }),
    ...(cell("message") && { Message: cell("message") }),
  }
}

/** The account that the event log names; the event's own data say more. */
function writeUser(user: string, event: Event): void {
  const [domain, name] = user.includes("\\") ? user.split("\\", 2) : ["", user]
  if (!name || name === "N/A" || name === "Unknown User") return
  event["vendor.winlog.user.name"] = name
  if (domain) event["vendor.winlog.user.domain"] = domain
}
