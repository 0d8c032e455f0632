import { epochMs, instant, instantOf, millis, monthOf, offsetOf } from "#shared/ecs/time.ts"

/** Where and when a stamp was read, for what it does not say. */
export interface StampContext {
  readonly zone: string
  readonly referenceMs: number
}

/** Milliseconds since 1970 of a text, or undefined where it is no such stamp. */
export type StampReader = (text: string, context: StampContext) => number | undefined

/**
 * Makes a reader of a format: ISO8601, UNIX, UNIX_MS, UNIX_US, UNIX_NS, UNIX_ANY (whichever of them its
 * size says), or a pattern of yyyy yy EEE
 * MMM MM M dd d HH hh mm ss SSS a Z and literals (letters in single quotes).
 */
export function stampReader(format: string): StampReader {
  if (format === "ISO8601") return (text, { zone }) => instantOf(text, zone)
  if (format === "UNIX") return (text) => number(text, 1000)
  if (format === "UNIX_MS") return (text) => number(text, 1)
  if (format === "UNIX_US") return (text) => number(text, 1e-3)
  if (format === "UNIX_NS") return (text) => number(text, 1e-6)
  if (format === "UNIX_ANY") return epochMs
  return patternReader(format)
}

const number = (text: string, scale: number): number | undefined =>
  /^\d{1,20}(?:\.\d{1,9})?$/.test(text) ? Math.round(Number(text) * scale) : undefined

const tokens: Readonly<Record<string, readonly [string, string]>> = {
  yyyy: ["year", "\\d{4}"],
  yy: ["shortYear", "\\d{2}"],
  MMM: ["name", "[A-Za-z]{3,9}"],
  MM: ["month", "\\d{2}"],
  M: ["month", "\\d{1,2}"],
  dd: ["day", "[ \\d]?\\d"],
  d: ["day", "\\d{1,2}"],
  HH: ["hour", "\\d{1,2}"],
  EEE: ["weekday", "[A-Za-z]{3,9}"],
  hh: ["hour", "\\d{1,2}"],
  a: ["half", "[AaPp]\\.?[Mm]\\.?"],
  mm: ["minute", "\\d{2}"],
  ss: ["second", "\\d{2}"],
  SSS: ["fraction", "\\d{1,9}"],
  Z: ["offset", "(?:Z|[A-Z]{3,4}|[+-]\\d\\d:?\\d\\d)"],
}

function patternReader(format: string): StampReader {
  const source = format.replace(
    /yyyy|yy|EEE|MMM|MM|M|dd|d|HH|hh|mm|ss|SSS|Z|a|[^A-Za-z]|'([^']*)'|[A-Za-z]/g,
    (token) => {
      const known = tokens[token]
      if (known) return `(?<${known[0]}>${known[1]})`
      return token.replaceAll("'", "").replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
    },
  )
  const pattern = new RegExp(`^${source}$`)
  return (text, { zone, referenceMs }) => {
    const part = pattern.exec(text)?.groups
    if (!part) return undefined
    const year = part["year"] ?? (part["shortYear"] ? `20${part["shortYear"]}` : undefined)
    const offsetMinutes = part["offset"] ? offsetOf(part["offset"]) : undefined
    const hour = Number(part["hour"] ?? 0)
    const reading = {
      month: part["name"] ? monthOf(part["name"]) : Number(part["month"]),
      day: Number(part["day"]),
      hour: part["half"] ? (hour % 12) + (/^p/i.test(part["half"]) ? 12 : 0) : hour,
      minute: Number(part["minute"] ?? 0),
      second: Number(part["second"] ?? 0),
      ms: millis(part["fraction"]),
      ...(year === undefined ? {} : { year: Number(year) }),
      ...(offsetMinutes === undefined ? {} : { offsetMinutes }),
    }
    return instant(reading, referenceMs, zone)
  }
}
