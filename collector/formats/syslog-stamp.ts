import { instant, instantOf, millis, monthOf, offsetOf } from "#shared/ecs/time.ts"
import type { FormatContext } from "./define.ts"

/** A stamp at the beginning of a text, and how much of the text it takes. */
export interface StampRead {
  readonly ms: number
  readonly length: number
}

/** RFC 3164, section 4.1.2, with the year, the fraction and the zone that devices add. */
const bsd =
  /^(?:(\d{4}) )?([A-Za-z]{3}) {1,2}(\d{1,2}) (?:(\d{4}) )?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: (\d{4})(?= ))?(?: (UTC|GMT|[A-Z]{3,4}|[+-]\d\d:?\d\d)(?=:| ))?(?: ?:)?(?: |$)/
const iso = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d\S{0,16}?|Z|[+-]\d\d:?\d\d)?):?(?:[ \t]|$)/
/** Seconds since 1970 (Cisco Meraki); with a fraction, or they might be anything. */
const epoch = /^(\d{10}\.\d{1,9}) (?=[A-Za-z])/
/** `03/07/2024:12:34:56 GMT` (Citrix), month or day first as the device is set. */
const slashed = /^(\d\d)\/(\d\d)\/(\d{4}):(\d\d):(\d\d):(\d\d)(?: (GMT|UTC))? /

/** Reads the stamp that a text begins with. */
export function readStamp(text: string, context: FormatContext): StampRead | undefined {
  const isoFound = iso.exec(text)
  if (isoFound) return readWhole(instantOf(isoFound[1]!, context.zone), isoFound[0])
  const epochFound = epoch.exec(text)
  if (epochFound) return readWhole(Math.round(Number(epochFound[1]) * 1000), epochFound[0])
  return readBsdStamp(text, context) ?? readSlashed(text, context)
}

const readWhole = (ms: number | undefined, whole: string): StampRead | undefined =>
  ms === undefined ? undefined : { ms, length: whole.length }

function readBsdStamp(text: string, context: FormatContext): StampRead | undefined {
  const found = bsd.exec(text)
  if (!found) return undefined
  const [whole, first, month, day, early, hour, minute, second, fraction, late, zone] = found
  const offsetMinutes = zone === undefined ? undefined : offsetOf(zone)
  const year = first ?? early ?? late
  const reading = {
    month: monthOf(month!),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    ms: millis(fraction),
    ...(year === undefined ? {} : { year: Number(year) }),
    ...(offsetMinutes === undefined ? {} : { offsetMinutes }),
  }
  const ms = instant(reading, context.referenceMs, context.zone)
  if (ms === undefined) return undefined
  // an abbreviation that is no zone is the host: `Mar  1 10:00:00 WEBA sshd: …`
  const length =
    zone !== undefined && offsetMinutes === undefined ? whole.lastIndexOf(zone) : whole.length
  return { ms, length }
}

const dayMs = 86_400_000

/** Of the two readings the one that does not lie ahead; the month comes first where both may be. */
function readSlashed(text: string, context: FormatContext): StampRead | undefined {
  const found = slashed.exec(text)
  if (!found) return undefined
  const [whole, first, then, year, hour, minute, second, zone] = found
  const times = [
    [first, then],
    [then, first],
  ].map(([month, day]) => ({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    ms: 0,
    ...(zone === undefined ? {} : { offsetMinutes: 0 }),
  }))
  const read = times
    .map((reading) => instant(reading, context.referenceMs, context.zone))
    .filter((ms) => ms !== undefined)
  return readWhole(read.find((ms) => ms <= context.referenceMs + dayMs) ?? read[0], whole)
}
