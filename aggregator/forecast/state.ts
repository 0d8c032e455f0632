import type { Fit } from "./fit.ts"

/** How a value stands to its forecast. */
export interface Standing {
  readonly expected: number
  readonly lower: number
  readonly upper: number
  /** The distance from what is expected in half bands: up to 1 is inside. */
  readonly score: number
}

/** What was expected at a time; undefined beyond the forecast. */
export function standingAt(fit: Fit, ms: number, value: number): Standing | undefined {
  const step = fit.steps[Math.floor((ms - fit.startMs) / fit.stepMs)]
  if (!step) return undefined
  const { expected, lower, upper } = step
  const half = Math.max(value >= expected ? upper - expected : expected - lower, tiny)
  return { expected, lower, upper, score: Math.abs(value - expected) / half }
}

const tiny = 1e-9
const inRow = 3
const scoreMin = 1.25
const scoreAtOnce = 2

/** -1 below, 1 above the band for long enough, or far: three values 25 % beyond it, or one at twice. */
export class Anomalous {
  private sides: number[] = []

  next(standing: Standing | undefined, value: number): -1 | 0 | 1 {
    const isOut = standing !== undefined && standing.score > scoreMin
    const side = isOut ? (value > standing.expected ? 1 : -1) : 0
    this.sides = [...this.sides, side].slice(-inRow)
    if (side === 0) return 0
    const isLong = this.sides.length === inRow && this.sides.every((each) => each === side)
    return isLong || standing!.score > scoreAtOnce ? side : 0
  }
}
