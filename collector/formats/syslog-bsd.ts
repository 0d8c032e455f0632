import { ipOf } from "#shared/ecs/address.ts"
import { type Event, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import type { FormatContext } from "./define.ts"
import { writeHost, writeProgram } from "./syslog-header.ts"
import { readStamp } from "./syslog-stamp.ts"

/**
 * Cisco writes a counter, its host, a task (`*spamApTask1: `) or an IOS XR node (`RP/0/RSP0/CPU0:`)
 * and a mark of clock quality before the stamp.
 */
const ciscoLead =
  /^(?:\d{1,10}: )?(?:([A-Za-z][\w.-]{0,254})(?:: | (?=[A-Z]{1,3}\/\d)))?(?:\d{1,10}: )?(?:\*(\w{1,64}): )?(?:([A-Z]{1,3}\/\d{1,3}\/\w{1,8}\/CPU\d{1,2}):)?[*.]?(?=(?:\d{4} )?[A-Z][a-z]{2} [ \d]?\d )/

/** TAG and PID: `sshd[1234]: `, `kernel: `, `%ASA-6-302013: `. */
const tag = /^ ?([^\s:[\]=]{1,128})(?:\[([^\]\s]{0,64})\](?::| (?=\S)|$)|:(?= |$))/
/** Snare, whose tag ends with a tab or blank and a number. */
const snare = /^(MSWinEventLog)[\t ](?=\d[\t ])/
/** Any text before a PID is a tag too, once the host is known. */
const oddTag = /^([!-~]{1,64}?|(?:[A-Z][\w.]{0,30} ){1,3}[A-Z][\w.()]{0,30})\[(\d{1,10})\]: /
/** launchd of macOS names the job that it speaks of. */
const launchdJob = /^\(([\w.[\]-]{1,256})\): /
/** Cisco's mnemonic stands where the tag does, but is half of what the message says. */
const mnemonic = /^(%[A-Z][\w-]{1,127}):(?= |$)/
const hostToken = /^(?![^\s]*[=(]|-+ )([\w.:\u00a1-\uffff-]{1,255}|\[[0-9a-fA-F:]+\])(?: +|$)/
/** Some write a list for the host; it is one if a tag follows. */
const hostList = /^([\w.,@-]{1,255}) +(?=[\w./-]{1,64}(?:\[\d{1,10}\])?:)/
/** A firewall of Cisco's puts its own name where the tag stands. */
const ciscoHost =
  /^(?:([A-Za-z][\w.-]{0,254}): (?=%(?:ASA|PIX|FWSM|FTD)-\d-\d{6}: )|(\d{1,3}(?:\.\d{1,3}){3}) ?: (?=%))/
/** UniFi: its name, if it has one, its MAC address, its version. */
const unifi =
  /^(?:([\w.-]{1,64}),)?([0-9a-f]{12}),(v?\d{1,4}(?:\.\d{1,8}){1,4}(?:\+\d{1,8})?):? +(?=\S)/
/** Data ONTAP: `[node:event.name:severity]: text`. */
const ontap = /^\[([A-Za-z][\w.-]{0,254}):([\w.-]{1,128}):[a-z]{1,16}\]: /
/** `daemon.notice` of a device that writes facility and severity in words. */
const words =
  /^(?:kern|user|mail|daemon|auth|syslog|lpr|news|uucp|cron|authpriv|ftp|local[0-7])\.(?:emerg|alert|crit|err(?:or)?|warn(?:ing)?|notice|info|debug) +(?=\S)/
/** What rsyslog says of itself. */
const rsyslogOrigin = /^ ?\[origin ((?:[\w-]{1,32}="[^"]{0,256}" ?){1,8})\] /

/** Reads what follows PRI in the manner of RFC 3164; says whether a stamp was found. */
export function readBsd(body: string, event: Event, context: FormatContext): boolean {
  const bare = body.replace(/^(?:: ?| {1,2})(?=[A-Za-z]{3} |\d{4}[- ]|\d\d?\/|\d{10}\.)/, "")
  const lead = ciscoLead.exec(bare)
  let rest = lead
    ? bare.slice(lead[0].length)
    : bare.replace(/^1 (?=\d{4}-\d\d-\d\dT|\d{10}\.)/, "")
  const read = readStamp(rest, context)
  if (read) {
    rest = rest.slice(read.length)
    event["@timestamp"] = new Date(read.ms).toISOString()
  } else rest = body
  if (read && lead) writeLead(event, lead)
  const isHostKnown = !read || lead?.[1] !== undefined
  event.message = readTag(isHostKnown ? rest : readHost(rest, event), event, read !== undefined)
  return read !== undefined
}

function writeLead(event: Event, [, host, task, node]: RegExpExecArray): void {
  if (host) writeHost(event, host)
  if (task) writeProgram(event, task, undefined)
  if (node) setField(event, "vendor.cisco.node", node)
}

/** The host, unless the first word is already the tag. */
function readHost(text: string, event: Event): string {
  const rest = text.replace(words, "")
  const device = unifi.exec(rest)
  if (device) {
    writeHost(event, device[1] ?? device[2]!)
    put(event, "host.mac", [device[2]!.toUpperCase().replace(/(..)(?!$)/g, "$1-")])
    setField(event, "vendor.unifi.version", device[3]!)
    return rest.slice(device[0].length)
  }
  const firewall = ciscoHost.exec(rest)
  if (firewall) {
    writeHost(event, (firewall[1] ?? firewall[2])!)
    return rest.slice(firewall[0].length)
  }
  const node = ontap.exec(rest)
  if (node) writeHost(event, node[1]!)
  if (node || rest.startsWith("%") || tag.test(rest)) return rest
  const found = hostToken.exec(rest) ?? hostList.exec(rest)
  if (!found) return rest
  const host = found[1]!
  writeHost(event, ipOf(host) ? host : host.replace(/:$/, ""))
  const after = rest.slice(found[0].length).replace(/^: /, "")
  return after.startsWith(`${host} `) ? after.slice(host.length + 1) : after // UniFi says it twice
}

function readTag(rest: string, event: Event, hasStamp: boolean): string {
  const spoken = mnemonic.exec(rest) ?? snare.exec(rest)
  if (spoken) put(event, "log.syslog.appname", spoken[1]!)
  const found = spoken ? null : (tag.exec(rest) ?? (hasStamp ? oddTag.exec(rest) : null))
  if (!found || found[1]!.startsWith("%")) return rest.trimEnd()
  writeProgram(event, found[1]!, found[2])
  const message = rest.slice(found[0].length).replace(/^ /, "")
  const job = found[1]!.endsWith("launchd") ? launchdJob.exec(message) : null
  if (job) {
    setField(event, "vendor.launchd.job", job[1]!)
    return message.slice(job[0].length)
  }
  const origin = found[1]!.includes("log") ? rsyslogOrigin.exec(message) : null
  if (!origin) return message
  for (const [, key, value] of origin[1]!.matchAll(/([\w-]+)="([^"]*)"/g))
    setField(event, `log.syslog.structured_data.origin.${key}`, value!)
  return message.slice(origin[0].length)
}
