import { expectedOf, quantile } from "./ensemble.ts"

export interface Forecast {
  readonly expected: number
  readonly lower: number
  readonly upper: number
}

const originsMax = 8

/** What came out otherwise than forecast from earlier origins of the same history, by step. */
function residualsOf(y: readonly number[], horizon: number, day: number): number[][] {
  const stride = Math.max(1, Math.floor(horizon / 2))
  const byStep: number[][] = Array.from({ length: horizon }, () => [])
  for (let k = 0; k < originsMax; k++) {
    const origin = y.length - horizon - k * stride
    if (origin < Math.max(2, Math.min(2 * day, y.length / 2))) break
    const expected = expectedOf(y.slice(0, origin), horizon, day)
    for (let i = 0; i < horizon; i++) byStep[i]!.push(y[origin + i]! - expected[i]!)
  }
  return byStep
}

/** Forecasts with a band of rolling-origin residuals: half over all steps, half over an eighth. */
export function forecastOf(
  y: readonly number[],
  horizon: number,
  day: number,
  level: number,
): Forecast[] {
  const byStep = residualsOf(y, horizon, day)
  const measured = byStep.flat()
  const all = measured.length > 0 ? measured : y.slice(1).map((value, i) => value - y[i]!)
  const eighth = Math.ceil(horizon / 8)
  const tail = (1 - level) / 2
  const bands = Array.from({ length: Math.ceil(horizon / eighth) }, (_, k) => {
    const own = byStep.slice(k * eighth, (k + 1) * eighth).flat()
    const at = (share: number) =>
      (quantile(all, share) + quantile(own.length > 0 ? own : all, share)) / 2
    return { below: Math.min(0, at(tail)), above: Math.max(0, at(1 - tail)) }
  })
  return expectedOf(y, horizon, day).map((expected, i) => {
    const { below, above } = bands[Math.floor(i / eighth)]!
    return { expected, lower: expected + below, upper: expected + above }
  })
}
