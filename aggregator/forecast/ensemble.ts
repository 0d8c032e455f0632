export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** The interpolated quantile; 0 of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? 0
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at))
}

type Member = (y: readonly number[], horizon: number, day: number) => number[]

const steps = (horizon: number, value: (i: number) => number): number[] =>
  Array.from({ length: horizon }, (_, i) => value(i))

/** The value of `lag` steps before, or the last one where the history is too short. */
const repeat = (y: readonly number[], horizon: number, lag: number): number[] =>
  steps(horizon, (i) => y[y.length - Math.min(lag, y.length) + (i % Math.min(lag, y.length))]!)

/** The median of each slot's last `count` values, and a recent level that fades in six hours. */
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
  return steps(horizon, (i) => slot(last + (i % period)) + level * 0.5 ** ((4 * i) / day))
}

const members: readonly Member[] = [
  (y, horizon) => repeat(y, horizon, 1),
  (y, horizon, day) => repeat(y, horizon, day),
  (y, horizon, day) => repeat(y, horizon, 7 * day <= y.length ? 7 * day : day),
  (y, horizon, day) => profile(y, horizon, day, 14, day),
  (y, horizon, day) => profile(y, horizon, 7 * day, 8, day),
]

/** The pointwise median of simple forecasts; `day` is the number of steps in one. */
export function expectedOf(y: readonly number[], horizon: number, day: number): number[] {
  const all = members.map((member) => member(y, horizon, day))
  return steps(horizon, (i) => median(all.map((forecast) => forecast[i]!)))
}
