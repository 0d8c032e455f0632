import { ownText } from "./own-text.ts"

/** A wall-clock reading; `offsetMinutes` where the text says its zone. */
export interface Reading {
  readonly year?: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly ms: number
  readonly offsetMinutes?: number
}

const dayMs = 86_400_000

/**
 * Milliseconds of a count of seconds, or of their thousandths, millionths or billionths, since 1970:
 * its size says which. Seconds reach up to the year 5138.
 */
export function epochMs(text: string): number | undefined {
  const digits = /^(\d{1,20})(?:\.\d{1,9})?$/.exec(text)?.[1]?.length
  if (digits === undefined) return undefined
  const parts = Math.min(3, Math.max(0, Math.ceil((digits - 11) / 3)))
  return Math.round(Number(text) * 10 ** (3 - 3 * parts))
}

/** RFC 3339 and its relatives: a blank for the T, a comma for the point, no zone, no seconds. */
const iso =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(?:Z(?=[+-]))?(Z|z|UTC|[+-]\d\d:?\d\d|[+-]\d\d)?)?$/

/** Milliseconds of an ISO-like stamp; `zone` is where it was read, if it does not say. */
export function instantOf(text: string, zone: string): number | undefined {
  if (text.length > 40) return undefined
  const found = iso.exec(text.trim())
  if (!found) return undefined
  const [, year, month, day, hour, minute, second, fraction, offset] = found
  return instant(
    {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour ?? 0),
      minute: Number(minute ?? 0),
      second: Number(second ?? 0),
      ms: millis(fraction),
      ...(offset === undefined ? {} : { offsetMinutes: offsetOf(offset)! }),
    },
    0,
    zone,
  )
}

export const millis = (fraction: string | undefined): number =>
  fraction ? Number(`${fraction}00`.slice(0, 3)) : 0

/** How far a stamp without a year may lie ahead: a clock that is wrong, a zone not told. */
const aheadMaxMs = 7 * dayMs

/**
 * The moment a reading means. Without a year it is the latest that lies not more than a week after
 * the reference: logs tell of the past. 29 February is sought in the last leap year.
 */
export function instant(reading: Reading, referenceMs: number, zone: string): number | undefined {
  if (!isValid(reading)) return undefined
  if (reading.year !== undefined) return inYear(reading, reading.year, zone)
  const latest = new Date(referenceMs).getUTCFullYear() + 1
  for (let year = latest; year > latest - 10; year--) {
    const ms = inYear(reading, year, zone)
    if (ms !== undefined && ms <= referenceMs + aheadMaxMs) return ms
  }
  return undefined
}

const isValid = (r: Reading): boolean =>
  r.month >= 1 &&
  r.month <= 12 &&
  r.day >= 1 &&
  r.day <= 31 &&
  r.hour < 24 &&
  r.minute < 60 &&
  r.second <= 60

function inYear(r: Reading, year: number, zone: string): number | undefined {
  const wall = Date.UTC(year, r.month - 1, r.day, r.hour, r.minute, Math.min(r.second, 59), r.ms)
  if (new Date(wall).getUTCDate() !== r.day) return undefined // 29 February, 31 June
  const offset = r.offsetMinutes ?? zoneOffsetMinutes(zone, wall)
  const leapMs = r.second === 60 ? 1000 : 0 // POSIX: a leap second is the next one once more
  return wall + leapMs - offset * 60_000
}

const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ")

/** 1 to 12 for an English month's name or its first three letters, else 0. */
export const monthOf = (name: string): number => months.indexOf(name.slice(0, 3).toLowerCase()) + 1

const zoneNames: Readonly<Record<string, number>> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  BST: 60,
  WEST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  IST: 330,
  JST: 540,
  KST: 540,
  AEST: 600,
  AEDT: 660,
  EST: -300,
  EDT: -240,
  CST: -360,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AKST: -540,
  AKDT: -480,
  HST: -600,
  NZST: 720,
  NZDT: 780,
  SGT: 480,
  HKT: 480,
}

/** Minutes east of UTC of `+0200`, `+02:00`, `Z` or a common abbreviation. */
export function offsetOf(text: string): number | undefined {
  const found = /^([+-])(\d\d):?(\d\d)?$/.exec(text)
  if (!found)
    return Object.hasOwn(zoneNames, text.toUpperCase()) ? zoneNames[text.toUpperCase()] : undefined
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0)
  return found[1] === "-" ? -minutes : minutes
}

const formatters = new Map<string, Intl.DateTimeFormat | undefined>()
const offsets = new Map<string, number>()
const offsetsMax = 10_000
/** No zone has a longer name; a sender may say anything. */
const zoneCharsMax = 64

/** Minutes east of UTC in an IANA zone when its clocks show `wallMs`. Unknown zones count as UTC. */
export function zoneOffsetMinutes(zone: string, wallMs: number): number {
  if (zone === "UTC" || zone === "") return 0
  const fixed = offsetOf(zone)
  if (fixed !== undefined) return fixed
  if (zone.length > zoneCharsMax) return 0
  const key = `${zone} ${Math.floor(wallMs / 900_000)}`
  let offset = offsets.get(key)
  if (offset === undefined) {
    offset = offsetOnClocks(zone, wallMs)
    if (offsets.size >= offsetsMax) offsets.clear()
    offsets.set(key, offset)
  }
  return offset
}

/** Of an hour that the clocks show twice the first counts; of one that they leave out, what was before. */
function offsetOnClocks(zone: string, wallMs: number): number {
  const before = offsetAt(zone, wallMs - dayMs)
  const after = offsetAt(zone, wallMs + dayMs)
  if (before === after) return before
  const isShown = (offset: number) => offsetAt(zone, wallMs - offset * 60_000) === offset
  return isShown(before) || !isShown(after) ? before : after
}

function offsetAt(zone: string, ms: number): number {
  const formatter = formatterOf(zone)
  if (!formatter || !(Math.abs(ms) < 8.64e15 - dayMs)) return 0
  const parts: Record<string, number> = {}
  for (const { type, value } of formatter.formatToParts(ms)) parts[type] = Number(value)
  const { year, month, day, hour, minute, second } = parts
  const wall = Date.UTC(year!, month! - 1, day, hour! % 24, minute, second)
  return Math.round((wall - ms) / 60_000)
}

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formatters.has(zone) && formatters.size < 1000)
    formatters.set(ownText(zone), newFormatter(zone))
  return formatters.get(zone)
}

function newFormatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    const number = "numeric"
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hour12: false,
      year: number,
      month: number,
      day: number,
      hour: number,
      minute: number,
      second: number,
    })
  } catch {
    return undefined // a sender's zone may be anything
  }
}
