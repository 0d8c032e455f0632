import type { Event } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { instant, instantOf, millis, monthOf, offsetOf } from "#shared/ecs/time.ts"
import type { FormatContext } from "./define.ts"
import { writeHost, writeProgram } from "./syslog-header.ts"

/** Cisco writes a counter, its host and a mark of clock quality before the stamp. */
const ciscoLead =
  /^(?:\d{1,10}: )?(?:([A-Za-z][\w.-]{0,254}): )?(?:\d{1,10}: )?[*.]?(?=[A-Z][a-z]{2} [ \d]?\d )/

/** RFC 3164, section 4.1.2, with the year, the fraction and the zone that devices add. */
const stamp =
  /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: (\d{4})(?= ))?(?: (UTC|GMT|[A-Z]{3,4}|[+-]\d\d:?\d\d)(?=:| ))?:?(?: |$)/
const isoStamp = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S{0,16}?):?(?: |$)/

/** TAG and PID: `sshd[1234]: `, `kernel: `, `%ASA-6-302013: `. */
const tag = /^([^\s:[\]=]{1,128})(?:\[([^\]\s]{0,64})\](?::| (?=\S)|$)|:(?= |$))/
const hostToken = /^(?![^\s]*[=(])([\w.:\u00a1-\uffff-]{1,255}|\[[0-9a-fA-F:]+\]) +/
/** Some write a list for the host; it is one if a tag follows. */
const hostList = /^([\w.,-]{1,255}) +(?=[\w./-]{1,64}(?:\[\d{1,10}\])?:)/

/** Reads what follows PRI in the manner of RFC 3164; says whether a stamp was found. */
export function readBsd(body: string, event: Event, context: FormatContext): boolean {
  const lead = ciscoLead.exec(body)
  let rest = lead ? body.slice(lead[0].length) : body.replace(/^ {1,2}(?=[A-Z][a-z]{2} )/, "")
  const read = readStamp(rest, context)
  if (read) {
    rest = rest.slice(read.length)
    event["@timestamp"] = new Date(read.ms).toISOString()
  } else if (lead) rest = body
  if (read && lead?.[1]) writeHost(event, lead[1])
  event.message = readTag(read && !lead?.[1] ? readHost(rest, event) : rest, event)
  return read !== undefined
}

function readStamp(
  text: string,
  context: FormatContext,
): { ms: number; length: number } | undefined {
  const isoFound = isoStamp.exec(text)
  if (isoFound) {
    const ms = instantOf(isoFound[1]!, context.zone)
    return ms === undefined ? undefined : { ms, length: isoFound[0].length }
  }
  const found = stamp.exec(text)
  if (!found) return undefined
  const [whole, month, day, early, hour, minute, second, fraction, late, zone] = found
  const offsetMinutes = zone === undefined ? undefined : offsetOf(zone)
  const reading = {
    month: monthOf(month!),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    ms: millis(fraction),
    ...((early ?? late) ? { year: Number(early ?? late) } : {}),
    ...(offsetMinutes === undefined ? {} : { offsetMinutes }),
  }
  const ms = instant(reading, context.referenceMs, context.zone)
  if (ms === undefined) return undefined
  // an abbreviation that is no zone is the host: `Mar  1 10:00:00 WEBA sshd: …`
  const length =
    zone !== undefined && offsetMinutes === undefined ? whole.indexOf(zone) : whole.length
  return { ms, length }
}

/** The host, unless the first word is already the tag. */
function readHost(rest: string, event: Event): string {
  if (rest.startsWith("%") || tag.test(rest)) return rest
  const found = hostToken.exec(rest) ?? hostList.exec(rest)
  if (!found) return rest
  writeHost(event, found[1]!.replace(/:$/, ""))
  return rest.slice(found[0].length).replace(/^: /, "")
}

function readTag(rest: string, event: Event): string {
  const found = tag.exec(rest)
  if (!found) return rest.trimEnd()
  if (found[1]!.startsWith("%")) return rest // Cisco's mnemonic belongs to the message
  writeProgram(event, found[1]!, found[2])
  if (found[2] === undefined) put(event, "log.syslog.appname", found[1]!)
  return rest.slice(found[0].length).replace(/^ /, "")
}
