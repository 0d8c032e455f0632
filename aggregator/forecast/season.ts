import { solve, spread } from "./numbers.ts"

/** A season as a sum of waves: those of a day, and of a week where the history has two. */
interface Waves {
  readonly period: number
  /** A row for each slot of the period. */
  readonly rows: readonly Float64Array[]
}

const dayWaves = 10
const weekWaves = 24
const passes = 3
/** Residuals count less from so many spreads on. */
const huber = 2.5
const ridge = 1e-3

/** The season of a series without its level, by slot: a robust ridge fit. Its length is the period. */
export function seasonOf(d: ArrayLike<number>, day: number): Float64Array {
  const { period, rows } = wavesOf(day, d.length >= 14 * day)
  const season = new Float64Array(period)
  const weights = new Float64Array(d.length).fill(1)
  for (let pass = 0; pass < passes; pass++) {
    const found = fit(d, weights, rows)
    rows.forEach((row, slot) => {
      season[slot] = dot(row, found)
    })
    const residuals = Float64Array.from(d, (value, i) => value - season[i % period]!)
    const limit = huber * spread(residuals)
    for (let i = 0; i < d.length; i++)
      weights[i] = limit > 0 ? Math.min(1, limit / Math.abs(residuals[i]!)) : 1
  }
  return season
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Sums by slot come first, so that the cost hardly depends on the length of the history. */
function fit(d: ArrayLike<number>, weights: Float64Array, rows: readonly Float64Array[]) {
  const period = rows.length
  const slotWeights = new Float64Array(period)
  const slotSums = new Float64Array(period)
  for (let i = 0; i < d.length; i++) {
    slotWeights[i % period]! += weights[i]!
    slotSums[i % period]! += weights[i]! * d[i]!
  }
  const n = rows[0]!.length
  const a = new Float64Array(n * n)
  const b = new Float64Array(n)
  for (let slot = 0; slot < period; slot++) {
    const row = rows[slot]!
    for (let i = 0; i < n; i++) {
      b[i]! += slotSums[slot]! * row[i]!
      const scaled = slotWeights[slot]! * row[i]!
      for (let j = 0; j <= i; j++) a[i * n + j]! += scaled * row[j]!
    }
  }
  for (let i = 1; i < n; i++) a[i * n + i]! += ridge * d.length
  return solve(a, b)
}

let last: { readonly day: number; readonly isWeek: boolean; readonly waves: Waves } | undefined

/** The waves of the last call are kept: one series asks for the same again and again. */
function wavesOf(day: number, isWeek: boolean): Waves {
  if (last?.day === day && last.isWeek === isWeek) return last.waves
  const period = isWeek ? 7 * day : day
  const daily = Array.from({ length: Math.min(dayWaves, Math.floor(day / 2) - 1) }, (_, k) => k + 1)
  const weekly = Array.from({ length: weekWaves }, (_, k) => k + 1).filter((k) => k % 7 > 0)
  const turns = isWeek ? [...daily.map((k) => 7 * k), ...weekly] : daily
  const rows = Array.from({ length: period }, (_, slot) => {
    const angles = turns.map((k) => (2 * Math.PI * k * slot) / period)
    return Float64Array.from([1, ...angles.flatMap((x) => [Math.cos(x), Math.sin(x)])])
  })
  const waves = { period, rows }
  last = { day, isWeek, waves }
  return waves
}
