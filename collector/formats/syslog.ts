import type { Event } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import type { Format } from "./define.ts"
import { readBsd } from "./syslog-bsd.ts"
import { readIetf } from "./syslog-ietf.ts"
import { levelOf, severities } from "./syslog-level.ts"
import { readNxlog } from "./winevent-nxlog.ts"

/** Perhaps after the length of a frame (RFC 6587, section 3.4.1) that nobody took off. */
const pri = /^(?:\d{1,5} (?=<\d{1,3}>\S))?<(\d{1,3})>/
const bareHeader =
  /^(?:[A-Z][a-z]{2} [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,16} \S{1,255} (?:[\w./-]{1,64}(?:\[\d{1,10}\])?:|%[A-Z]|date=\d{4}-|\d{0,3},\d{4}\/\d\d\/\d\d ))/

/**
 * Syslog as it is sent and as it is found in files: RFC 5424, RFC 3164 and what devices make of it. A
 * line without any header is all message (RFC 3164, section 4.3.3); a PRI that cannot be is left out.
 */
export const syslog: Format = {
  name: "syslog",
  summary: "RFC 5424 and RFC 3164, also without PRI, host or year, and as Cisco devices send it",
  example: "<38>Feb 12 14:10:21 bastion sshd[16378]: Invalid user pascal from 192.0.2.7 port 53502",
  wraps: true,
  looksLike: (text) => pri.test(text) || bareHeader.test(text),
  read(text, event, context) {
    const line = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
    const found = pri.exec(line)
    const priority = found ? Number(found[1]) : undefined
    if (priority !== undefined && priority <= 191) writePriority(event, priority)
    const body = found ? line.slice(found[0].length) : line
    if (readIetf(body, event, priority !== undefined)) readNxlog(event, context)
    else readBsd(body, event, context)
    return undefined
  },
}

/** RFC 5424, table 1. */
export const facilities =
  "kernel user-level mail daemon auth syslog lpr news uucp clock authpriv ftp ntp audit alert cron local0 local1 local2 local3 local4 local5 local6 local7".split(
    " ",
  )
function writePriority(event: Event, priority: number): void {
  const facility = priority >> 3
  const severity = priority & 7
  event["log.syslog.priority"] = priority
  event["log.syslog.facility.code"] = facility
  event["log.syslog.severity.code"] = severity
  put(event, "log.syslog.facility.name", facilities[facility] ?? String(facility))
  put(event, "log.syslog.severity.name", severities[severity] ?? String(severity))
  put(event, "log.level", levelOf(severity))
}
