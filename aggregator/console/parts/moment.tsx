/** @jsxImportSource hono/jsx */

/** A point in time, in UTC as the store holds it; the script adds the reader's own zone as title. */
export function Moment({ at }: { at: string | number | undefined }) {
  const ms = typeof at === "number" ? at : Date.parse(at ?? "")
  if (!isDate(ms)) return <span class="none">never</span>
  const iso = new Date(ms).toISOString()
  return <time datetime={iso}>{`${iso.slice(0, 10)} ${iso.slice(11, 23)}`}</time>
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
