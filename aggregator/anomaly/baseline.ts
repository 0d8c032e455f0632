/** What is usual for one entity: of each feature a level, its spread, and a level by hour of the day. */
export interface Baseline {
  /** Buckets learnt. */
  count: number
  lastMs: number
  /** Of ln(1 + count), as all that follows. */
  readonly level: Float32Array
  readonly spread: Float32Array
  /** 24 for each feature. */
  readonly hours: Float32Array
  readonly hoursSeen: Uint8Array
  /** The last counts of each feature, newest last: a picture for an alert. */
  readonly recent: Float32Array
}

export const recentMax = 24
const hourMs = 3_600_000
/** An hour of the day is trusted when it was seen in so many buckets: on more than one day. */
const hourBuckets = 24
/** A step counts as so many spreads at most. */
const stepMax = 4

export function openBaseline(features: number): Baseline {
  return {
    count: 0,
    lastMs: 0,
    level: new Float32Array(features),
    spread: new Float32Array(features),
    hours: new Float32Array(24 * features),
    hoursSeen: new Uint8Array(24),
    recent: new Float32Array(recentMax * features),
  }
}

const hourOf = (ms: number): number => Math.floor(ms / hourMs) % 24

/** ln(1 + count) as it would be expected of a feature in the bucket that begins then. */
export function expectedOf(baseline: Baseline, feature: number, ms: number): number {
  const { level, hours, hoursSeen } = baseline
  const hour = hourOf(ms)
  const isKnown = hoursSeen[hour]! >= hourBuckets
  return isKnown ? (level[feature]! + hours[24 * feature + hour]!) / 2 : level[feature]!
}

/** Learns a bucket. `halfLife`: buckets after which one counts half. */
export function learn(
  baseline: Baseline,
  counts: ArrayLike<number>,
  ms: number,
  halfLife: number,
): void {
  const { level, spread, hours, hoursSeen, recent } = baseline
  const hour = hourOf(ms)
  const gain = Math.max(1 / (baseline.count + 1), 1 - 0.5 ** (1 / halfLife))
  const hourGain = 1 / (Math.min(hoursSeen[hour]!, 100) + 1)
  for (let i = 0; i < level.length; i++) {
    const value = Math.log1p(counts[i]!)
    const limit = baseline.count < 12 ? Number.POSITIVE_INFINITY : stepMax * (spread[i]! + 0.1)
    const step = Math.max(-limit, Math.min(limit, value - level[i]!))
    level[i]! += gain * step
    spread[i]! += gain * (Math.abs(step) - spread[i]!)
    hours[24 * i + hour]! += hourGain * (level[i]! + step * (1 - gain) - hours[24 * i + hour]!)
    recent.copyWithin(recentMax * i, recentMax * i + 1, recentMax * (i + 1))
    recent[recentMax * (i + 1) - 1] = counts[i]!
  }
  hoursSeen[hour] = Math.min(255, hoursSeen[hour]! + 1)
  baseline.count++
  baseline.lastMs = ms
}
