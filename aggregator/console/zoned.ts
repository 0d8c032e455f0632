/** A moment as it is written in a zone. */
export interface Zoned {
  /** `2026-03-10 13:00:00.000` */
  readonly text: string
  /** `+01:00` */
  readonly offset: string
}

const formats = new Map<string, Intl.DateTimeFormat>()
const formatsMax = 50

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat("en-US", {
    ...({ timeZone: zone, hourCycle: "h23", era: "short" } as const),
    ...({ year: "numeric", month: "2-digit", day: "2-digit" } as const),
    ...({ hour: "2-digit", minute: "2-digit", second: "2-digit" } as const),
  })
  if (formats.size >= formatsMax) formats.clear()
  formats.set(zone, made)
  return made
}

/** @param ms within what a Date can hold */
export function zoned(ms: number, zone: string): Zoned {
  const iso = new Date(ms).toISOString()
  const plain = { text: `${iso.slice(0, -14)} ${iso.slice(-13, -1)}`, offset: "+00:00" }
  if (zone === "UTC") return plain
  const parts = new Map(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  )
  const at = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type))
  const isFar = parts.get("era") !== "AD" || at("year") > 9999
  if (isFar) return plain
  const local = new Date(0)
  local.setUTCFullYear(at("year"), at("month") - 1, at("day"))
  local.setUTCHours(at("hour"), at("minute"), at("second"), new Date(ms).getUTCMilliseconds())
  const written = local.toISOString()
  return { text: `${written.slice(0, 10)} ${written.slice(11, 23)}`, offset: offsetOf(+local - ms) }
}

function offsetOf(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  const two = (count: number) => String(count).padStart(2, "0")
  return `${ms < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const bare = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?))?$/

/** A time that someone typed without a zone, with the offset that the zone had then; else undefined. */
export function withOffset(text: string, zone: string): string | undefined {
  const [, date, time = "00:00"] = bare.exec(text) ?? []
  const ms = Date.parse(`${date}T${time}Z`)
  if (!date || Number.isNaN(ms)) return undefined
  if (zone === "UTC") return `${date}T${time}Z`
  const first = minutesIn(zoned(ms, zone).offset)
  const { offset } = zoned(ms - first * 60_000, zone) // the offset at the moment meant
  return `${date}T${time}${offset}`
}

const minutesIn = (offset: string): number => {
  const [hours = 0, minutes = 0] = offset.slice(1).split(":").map(Number)
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes)
}
