import { median } from "./numbers.ts"

/** When a trend reaches a limit; absent where it leads away from it. */
export interface Reach {
  readonly expectedMs: number
  /** By the steepest trend that the values allow at 95 %. */
  readonly earliestMs: number
  /** By the flattest; absent if that never gets there. */
  readonly latestMs: number | undefined
}

const pointsMax = 300
const yearsMax = 10
const yearMs = 365 * 86_400_000

/**
 * The date on which a series reaches a limit, by Theil and Sen's slope (the median of those of all
 * pairs) and the interval of its rank: hardly moved by outliers, log rotations or a clean-up.
 */
export function reachOf(
  startMs: number,
  stepMs: number,
  values: readonly number[],
  limit: number,
): Reach | undefined {
  const width = Math.ceil(values.length / pointsMax)
  const points = Array.from({ length: Math.floor(values.length / Math.max(1, width)) }, (_, i) => ({
    at: (i + 0.5) * width,
    value: median(values.slice(i * width, (i + 1) * width)),
  }))
  const n = points.length
  if (n < 10) return undefined
  const slopes = new Float64Array((n * (n - 1)) / 2)
  let count = 0
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++)
      slopes[count++] = (points[j]!.value - points[i]!.value) / (points[j]!.at - points[i]!.at)
  slopes.sort()
  const half = (1.96 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)) / 2
  const rank = (at: number) => slopes[Math.max(0, Math.min(count - 1, Math.round(at)))]!
  const last = values.at(-1)!
  const nowMs = startMs + values.length * stepMs
  const reach = (slope: number): number | undefined => {
    const left = ((limit - last) / slope) * stepMs
    return left >= 0 && left < yearsMax * yearMs ? nowMs + left : undefined
  }
  const [low, middle, high] = [rank(count / 2 - half), rank(count / 2), rank(count / 2 + half)]
  const [steep, flat] = limit >= last ? [high, low] : [low, high]
  const expectedMs = reach(middle)
  if (expectedMs === undefined) return undefined
  return { expectedMs, earliestMs: reach(steep) ?? expectedMs, latestMs: reach(flat) }
}
