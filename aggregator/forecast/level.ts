import { median, movingMean, quantile, spread } from "./numbers.ts"
import { seasonOf } from "./season.ts"

/** A day of hours, or the last hour of five-minute steps. */
const orderOf = (day: number): number => (day <= 24 ? 24 : 12)
/** The half-life of the level, in days. */
const levelDays = 0.5
/** A step of the level is at most so many spreads of what the season leaves. */
const stepMax = 4

/** LSAR: a level that follows slowly, a season of waves, and what is left as an autoregression. */
export function levelForecast(y: readonly number[], horizon: number, day: number): number[] {
  const weeks = y.length / (7 * day)
  const base = movingMean(y, weeks >= 3 ? 7 * day : day)
  const d = Float64Array.from(y, (value, i) => value - base[i]!)
  const season = seasonOf(d, day)
  const at = (i: number) => season[i % season.length]!
  const rest = Float64Array.from(y, (value, i) => value - at(i))
  const { levels, level } = levelsOf(
    rest,
    stepMax * spread(d.map((value, i) => value - at(i))),
    day,
  )
  const errors = rest.map((value, i) => value - levels[i]!)
  const ahead = autoregression(errors, horizon, orderOf(day))
  return Array.from({ length: horizon }, (_, i) => level + at(y.length + i) + ahead[i]!)
}

/** The same on logarithms, for a series that is never below zero: its swings grow with its level. */
export function logLevelForecast(y: readonly number[], horizon: number, day: number): number[] {
  if (y.some((value) => value < 0)) return levelForecast(y, horizon, day)
  const shift = median(y) || y.reduce((sum, value) => sum + value, 0) / y.length || 1
  const logs = y.map((value) => Math.log(value + shift))
  return levelForecast(logs, horizon, day).map((log) => Math.exp(Math.min(log, 300)) - shift)
}

/** The level at each value, and after the last. */
function levelsOf(rest: Float64Array, limit: number, day: number) {
  const gain = 1 - 0.5 ** (1 / (levelDays * day))
  let level = quantile(rest.subarray(0, Math.min(rest.length, day)), 0.5)
  const levels = rest.map((value) => {
    const step = value - level
    level += gain * Math.max(-limit, Math.min(limit, step))
    return level
  })
  return { levels, level }
}

/** Yule-Walker by Levinson's recursion, on errors without their extremes. */
function autoregression(given: Float64Array, horizon: number, order: number): Float64Array {
  const [low, high] = [quantile(given, 0.005), quantile(given, 0.995)]
  const errors = given.map((value) => Math.max(low, Math.min(high, value)))
  const p = Math.min(order, Math.floor(errors.length / 4))
  const weights = levinson(covariances(errors, p))
  const past = Float64Array.from([...errors.slice(-p), ...new Float64Array(horizon)])
  for (let i = p; i < past.length; i++)
    for (let k = 0; k < p; k++) past[i]! += weights[k]! * past[i - 1 - k]!
  return past.subarray(p)
}

function covariances(errors: Float64Array, p: number): Float64Array {
  const found = new Float64Array(p + 1)
  for (let k = 0; k <= p; k++) {
    let sum = 0
    for (let i = k; i < errors.length; i++) sum += errors[i]! * errors[i - k]!
    found[k] = sum / errors.length
  }
  return found
}

function levinson(r: Float64Array): Float64Array {
  const p = r.length - 1
  let a = new Float64Array(p)
  let error = r[0]! * (1 + 1e-9)
  for (let k = 0; k < p && error > 0; k++) {
    let sum = r[k + 1]!
    for (let j = 0; j < k; j++) sum -= a[j]! * r[k - j]!
    const next = a.slice()
    next[k] = sum / error
    for (let j = 0; j < k; j++) next[j] = a[j]! - next[k]! * a[k - 1 - j]!
    error *= 1 - next[k]! ** 2
    a = next
  }
  return a
}
