import { type Expected, expectedOf } from "./ensemble.ts"
import { quantile } from "./numbers.ts"

export interface Forecast {
  readonly expected: number
  readonly lower: number
  readonly upper: number
}

const originsMax = 8
/** The band of few origins is too narrow by so much. */
const widening = 1.1

/** Forecasts from earlier origins of the same history, and what came. */
interface Backtest {
  readonly forecast: Expected
  readonly came: readonly number[]
}

function backtestsOf(y: readonly number[], horizon: number, day: number): Backtest[] {
  const stride = Math.max(1, Math.floor(horizon / 2))
  const found: Backtest[] = []
  for (let k = 0; k < originsMax; k++) {
    const origin = y.length - horizon - k * stride
    if (origin < Math.max(2, Math.min(2 * day + 2, y.length / 2))) break
    const forecast = expectedOf(y.slice(0, origin), horizon, day)
    found.push({ forecast, came: y.slice(origin, origin + horizon) })
  }
  return found
}

/** Forecasts with a band of rolling-origin residuals: half over all steps, half over an eighth. */
export function forecastOf(
  y: readonly number[],
  horizon: number,
  day: number,
  level: number,
): Forecast[] {
  const backtests = backtestsOf(y, horizon, day)
  const members = errorOf(backtests, "six") < errorOf(backtests, "five") ? "six" : "five"
  const byStep = Array.from({ length: horizon }, (_, i) =>
    backtests.map(({ forecast, came }) => came[i]! - forecast[members][i]!),
  )
  const measured = byStep.flat()
  const all = measured.length > 0 ? measured : y.slice(1).map((value, i) => value - y[i]!)
  const eighth = Math.ceil(horizon / 8)
  const tail = (1 - level) / 2
  const bands = Array.from({ length: Math.ceil(horizon / eighth) }, (_, k) => {
    const own = byStep.slice(k * eighth, (k + 1) * eighth).flat()
    const at = (share: number) =>
      (widening * (quantile(all, share) + quantile(own.length > 0 ? own : all, share))) / 2
    return { below: Math.min(0, at(tail)), above: Math.max(0, at(1 - tail)) }
  })
  return expectedOf(y, horizon, day)[members].map((expected, i) => {
    const { below, above } = bands[Math.floor(i / eighth)]!
    return { expected, lower: expected + below, upper: expected + above }
  })
}

/** The mean distance from what came. */
function errorOf(backtests: readonly Backtest[], members: keyof Expected): number {
  let [sum, count] = [0, 0]
  for (const { forecast, came } of backtests)
    for (let i = 0; i < came.length; i++, count++) sum += Math.abs(came[i]! - forecast[members][i]!)
  return sum / Math.max(1, count)
}
