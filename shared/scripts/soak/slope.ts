/** A line through points that outliers do not bend: Theil and Sen, with the borders of its slope. */
export interface Slope {
  readonly perStep: number
  /** The slope lies above it in 97.5 of 100 cases, if points do not depend on each other. */
  readonly least: number
}

const pointsMax = 400

/** The median of the slopes between all pairs; borders by the number of pairs that rise (Kendall). */
export function slopeOf(values: readonly number[]): Slope {
  const step = Math.max(1, Math.ceil(values.length / pointsMax))
  const points = values.filter((_, n) => n % step === 0)
  const count = points.length
  if (count < 3) return { perStep: 0, least: 0 }
  const slopes: number[] = []
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) slopes.push((points[j]! - points[i]!) / ((j - i) * step))
  slopes.sort((a, b) => a - b)
  const spread = 1.96 * Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18)
  const lower = Math.max(0, Math.floor((slopes.length - spread) / 2))
  return { perStep: slopes[slopes.length >> 1]!, least: slopes[lower]! }
}

export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}
