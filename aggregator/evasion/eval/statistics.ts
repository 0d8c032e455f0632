import { chanceOf } from "#shared/chance.ts"

export interface Rate {
  readonly hits: number
  readonly all: number
}

/** The share, with its interval of 95 % after Wilson, which is sound for few and for extreme cases. */
export function wilson({ hits, all }: Rate): { share: number; low: number; high: number } {
  if (all === 0) return { share: 0, low: 0, high: 1 }
  const z = 1.959964
  const share = hits / all
  const scale = 1 + (z * z) / all
  const middle = (share + (z * z) / (2 * all)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / all + (z * z) / (4 * all * all))
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

const drawsMax = 1000

/**
 * The share over groups that stand or fall together, with an interval of 95 %: groups are drawn anew,
 * with those that were drawn put back, a thousand times.
 */
export function clustered(groups: readonly Rate[]): { share: number; low: number; high: number } {
  const chance = chanceOf(1)
  const shareOf = (some: readonly Rate[]) =>
    some.reduce((sum, { hits }) => sum + hits, 0) / some.reduce((sum, { all }) => sum + all, 0)
  const shares = Array.from({ length: drawsMax }, () =>
    shareOf(groups.map(() => chance.pick(groups))),
  ).sort((a, b) => a - b)
  const [low, high] = [0.025, 0.975].map((part) => shares[Math.floor(part * drawsMax)]!)
  return { share: shareOf(groups), low: low!, high: high! }
}

export const rateOf = (scores: readonly number[], threshold: number): Rate => ({
  hits: scores.filter((score) => score > threshold).length,
  all: scores.length,
})

/** The lowest threshold that no more than this share of benign scores lies above. */
export function thresholdAt(benign: readonly number[], falseShareMax: number): number {
  const falling = [...benign].sort((a, b) => b - a)
  return falling[Math.floor(falling.length * falseShareMax)] ?? Number.NEGATIVE_INFINITY
}

export interface CurvePoint {
  readonly recall: number
  readonly precision: number
}

/** Precision and recall at each threshold that tells scores apart, from the strictest. */
export function curveOf(malicious: readonly number[], benign: readonly number[]): CurvePoint[] {
  const all = [
    ...malicious.map((score) => ({ score, isHit: true })),
    ...benign.map((score) => ({ score, isHit: false })),
  ].sort((a, b) => b.score - a.score)
  const points: CurvePoint[] = []
  let hits = 0
  for (const [i, { score, isHit }] of all.entries()) {
    if (isHit) hits++
    if (all[i + 1]?.score !== score)
      points.push({ recall: hits / malicious.length, precision: hits / (i + 1) })
  }
  return points
}

/** Area below the curve: precision over each step of recall. */
export function averagePrecision(points: readonly CurvePoint[]): number {
  let before = 0
  let area = 0
  for (const { recall, precision } of points) {
    area += (recall - before) * precision
    before = recall
  }
  return area
}
