/** @jsxImportSource hono/jsx */
import { settings } from "../settings.ts"
import { zoned } from "../zoned.ts"

/** A point in time, in the person's zone with its offset; the instant in UTC as title. */
export function Moment({ at }: { at: string | number | undefined }) {
  const ms = typeof at === "number" ? at : Date.parse(at ?? "")
  if (!isDate(ms)) return <span class="none">never</span>
  const { zone } = settings()
  const iso = new Date(ms).toISOString()
  const { text, offset } = zoned(ms, zone)
  if (zone === "UTC") return <time datetime={iso}>{text}</time>
  return (
    <time datetime={iso} title={iso}>
      {text}
      <span class="offset">{offset}</span>
    </time>
  )
}

/** A point in time to the minute, with the name of its zone. */
export function Minute({ at }: { at: number }) {
  const { zone } = settings()
  const iso = new Date(at).toISOString()
  return <time datetime={iso} title={iso}>{`${zoned(at, zone).text.slice(0, 16)} ${zone}`}</time>
}

/** The name of the person's zone, beside times that stand alone. */
export const Zone = () => <>{settings().zone}</>

/** The name of a column of times, which says UTC, in the person's zone. */
export function zonedName(name: string): string {
  const { zone } = settings()
  return zone === "UTC" ? name : name.replace("(UTC)", `(${zone})`)
}

const steps = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1_000, "s"],
] as const

/** How long ago, in one unit. */
export function Ago({ at, now }: { at: number; now: number }) {
  if (!isDate(at) || at <= 0) return <span class="none">never</span>
  const span = Math.max(0, now - at)
  const [ms, unit] = steps.find(([step]) => span >= step) ?? steps[3]
  return <time datetime={new Date(at).toISOString()}>{`${Math.floor(span / ms)} ${unit} ago`}</time>
}

const isDate = (ms: number) => Number.isFinite(ms) && Math.abs(ms) <= 8.64e15
