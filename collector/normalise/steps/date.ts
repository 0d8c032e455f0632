import { setField } from "#shared/ecs/event.ts"
import { instant, instantOf, millis, monthOf, offsetOf } from "#shared/ecs/time.ts"
import type { NormaliseContext, StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf, textsOf } from "./options.ts"

type Reader = (text: string, context: NormaliseContext) => number | undefined

/**
 * `date: {field, formats: [...], target?, zone?}`. Formats: ISO8601, UNIX, UNIX_MS, UNIX_US,
 * UNIX_NS, or a pattern of
 * yyyy MMM MM M dd d HH mm ss SSS Z and literals. Without a year, the last one.
 */
export const date: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"], "field")
  const to = target(options["target"] ?? "@timestamp")
  const zone = options["zone"] === undefined ? undefined : textOf(options["zone"], "zone")
  const readers = textsOf(options["formats"], "formats").map(readerOf)
  return (event, context) => {
    const text = read(event, field)
    if (text === undefined || text.length > 64) return
    const where = zone === undefined ? context : { ...context, zone }
    for (const reader of readers) {
      const ms = reader(text, where)
      if (ms === undefined || !(Math.abs(ms) < 8.64e15)) continue
      setField(event, to, new Date(ms).toISOString())
      return
    }
  }
}

function readerOf(format: string): Reader {
  if (format === "ISO8601") return (text, { zone }) => instantOf(text, zone)
  if (format === "UNIX") return (text) => number(text, 1000)
  if (format === "UNIX_MS") return (text) => number(text, 1)
  if (format === "UNIX_US") return (text) => number(text, 1e-3)
  if (format === "UNIX_NS") return (text) => number(text, 1e-6)
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
  mm: ["minute", "\\d{2}"],
  ss: ["second", "\\d{2}"],
  SSS: ["fraction", "\\d{1,9}"],
  Z: ["offset", "(?:Z|[A-Z]{3,4}|[+-]\\d\\d:?\\d\\d)"],
}

function patternReader(format: string): Reader {
  const source = format.replace(
    /yyyy|yy|MMM|MM|M|dd|d|HH|mm|ss|SSS|Z|[^A-Za-z]|'([^']*)'|[A-Za-z]/g,
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
    const reading = {
      month: part["name"] ? monthOf(part["name"]) : Number(part["month"]),
      day: Number(part["day"]),
      hour: Number(part["hour"] ?? 0),
      minute: Number(part["minute"] ?? 0),
      second: Number(part["second"] ?? 0),
      ms: millis(part["fraction"]),
      ...(year === undefined ? {} : { year: Number(year) }),
      ...(offsetMinutes === undefined ? {} : { offsetMinutes }),
    }
    return instant(reading, referenceMs, zone)
  }
}
