import { type Forecast, forecastOf } from "./forecast.ts"
import { filled, type Grid } from "./grid.ts"

/** What is expected of a series from its end on. */
export interface Fit {
  /** The first step of the forecast. */
  readonly startMs: number
  readonly stepMs: number
  readonly steps: readonly Forecast[]
  /** Whether it is fit to be relied on; otherwise why not. */
  readonly ready: boolean
  readonly reason: string
  /** Of a forecast made a horizon earlier: the share within its band, the error against yesterday's. */
  readonly coverage: number
  readonly mase: number
}

const dayMs = 86_400_000
const level = 0.95
const daysLeast = 3
const coverageLeast = 0.8

/** Forecasts a series, and says by a forecast from a horizon ago whether that is of use. */
export function fitOf(grid: Grid, horizon: number): Fit {
  const { stepMs, values } = grid
  const day = Math.max(1, Math.round(dayMs / stepMs))
  const y = filled(grid)
  const startMs = grid.startMs + values.length * stepMs
  const known = values.filter(Number.isFinite).length
  if (y.length < 3)
    return { ...blank, startMs, stepMs, steps: [], reason: "less than three values" }
  const steps = forecastOf(y, horizon, day, level)
  if (known < daysLeast * day)
    return { ...blank, startMs, stepMs, steps, reason: `less than ${daysLeast} days of values` }
  const { coverage, mase } = backtest(y, horizon, day)
  const ready = coverage >= coverageLeast
  const share = Math.round(100 * coverage)
  const reason = ready ? "" : `only ${share} % of the last values lay in the band`
  return { startMs, stepMs, steps, ready, reason, coverage, mase }
}

const blank = { ready: false, coverage: 0, mase: 0 }

function backtest(y: readonly number[], horizon: number, day: number) {
  const origin = y.length - horizon
  if (origin < 2 * day) return { coverage: 1, mase: 0 }
  const forecast = forecastOf(y.slice(0, origin), horizon, day, level)
  let [inside, error, scale] = [0, 0, 0]
  forecast.forEach(({ expected, lower, upper }, i) => {
    const came = y[origin + i]!
    if (lower <= came && came <= upper) inside++
    error += Math.abs(came - expected)
    scale += Math.abs(came - y[origin + i - day]!)
  })
  return { coverage: inside / horizon, mase: scale > 0 ? error / scale : 0 }
}
