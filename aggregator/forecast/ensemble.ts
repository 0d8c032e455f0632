import { levelForecast, logLevelForecast } from "./level.ts"
import { median } from "./numbers.ts"

type Member = (y: readonly number[], horizon: number, day: number) => number[]

const steps = (horizon: number, value: (i: number) => number): number[] =>
  Array.from({ length: horizon }, (_, i) => value(i))

/** The value of `lag` steps before, or the last one where the history is too short. */
const repeat = (y: readonly number[], horizon: number, lag: number): number[] =>
  steps(horizon, (i) => y[y.length - Math.min(lag, y.length) + (i % Math.min(lag, y.length))]!)

/** The median of each slot's last `count` values, and a recent level that fades in twelve hours. */
function profile(
  y: readonly number[],
  horizon: number,
  period: number,
  count: number,
  day: number,
) {
  if (y.length < 2 * period) return repeat(y, horizon, day)
  const slot = (at: number): number => {
    const values: number[] = []
    for (let k = 0, i = at; k < count && i >= 0; k++, i -= period)
      for (let j = Math.max(0, i - 1); j <= Math.min(y.length - 1, i + 1); j++) values.push(y[j]!)
    return median(values)
  }
  const last = y.length - period
  const recent = Math.max(1, Math.round(day / 12))
  const level = median(steps(recent, (i) => y[y.length - 1 - i]! - slot(y.length - 1 - i)))
  return steps(horizon, (i) => slot(last + (i % period)) + level * 0.5 ** ((2 * i) / day))
}

const dayDays = 14
const weekWeeks = 8

/** The five of `med5`. */
const five: readonly Member[] = [
  levelForecast,
  logLevelForecast,
  (y, horizon, day) => profile(y, horizon, day, dayDays, day),
  (y, horizon, day) => profile(y, horizon, 7 * day, weekWeeks, day),
  (y, horizon, day) => repeat(y, horizon, day),
]

/** The median of five members, and what it is with the last value as a sixth. */
export interface Expected {
  readonly five: readonly number[]
  readonly six: readonly number[]
}

/** The pointwise medians; `day` is the number of steps in one. */
export function expectedOf(y: readonly number[], horizon: number, day: number): Expected {
  const span = y.length >= 2 * day + 2 && day >= 4
  const last = repeat(y, horizon, 1)
  if (!span) return { five: last, six: last }
  const all = five.map((member) => member(y, horizon, day).map((v, i) => clamp(v, last[i]!)))
  return {
    five: steps(horizon, (i) => median(all.map((forecast) => forecast[i]!))),
    six: steps(horizon, (i) => median([...all.map((forecast) => forecast[i]!), last[i]!])),
  }
}

/** What is no finite number gives way to the last value. */
const clamp = (value: number, last: number): number => (Number.isFinite(value) ? value : last)
