import { InputError } from "./input-error.ts"

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

const relative = /^now(?:([+-])(\d{1,6})([smhdw]))?$/
const iso = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?$/

/** A time as people write it: `now-15m`, epoch ms, or ISO 8601, read as UTC where it has no zone. */
export function parseTime(text: string, nowMs: number): number {
  const match = relative.exec(text)
  if (match) return nowMs + offsetMs(match)
  const ms = /^\d{1,15}$/.test(text) ? Number(text) : isoMs(text)
  if (!Number.isSafeInteger(ms) || ms > 253_402_300_799_999) throw notATime(text)
  return ms
}

function offsetMs([, sign, amount, unit]: readonly (string | undefined)[]): number {
  if (!sign) return 0
  const ms = Number(amount) * unitMs[unit as keyof typeof unitMs]
  return sign === "-" ? -ms : ms
}

function isoMs(text: string): number {
  if (!iso.test(text)) throw notATime(text)
  const zoned = text.length === 10 || /(?:Z|[+-]\d\d:?\d\d)$/.test(text.slice(10))
  return Date.parse(text.replace(" ", "T") + (zoned ? "" : "Z"))
}

const notATime = (text: string) =>
  new InputError(`not a time: ${text.slice(0, 40)} (use now-15m, 2026-01-31T08:00Z or epoch ms)`)

const stepsMs = [
  1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000,
  1_800_000, 3_600_000, 7_200_000, 10_800_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000,
  2_592_000_000,
]

/** The smallest round step that cuts a span into at most `barsMax` bars. */
export function stepFor(spanMs: number, barsMax = 60): number {
  const least = spanMs / barsMax
  return stepsMs.find((step) => step >= least) ?? Math.ceil(least / 86_400_000) * 86_400_000
}
