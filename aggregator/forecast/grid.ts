/** Values at regular steps; NaN where nothing is known. */
export interface Grid {
  readonly startMs: number
  readonly stepMs: number
  readonly values: readonly number[]
}

const hourMs = 3_600_000
const dayMs = 86_400_000

/** Puts samples on a grid, those of one step as their mean; the last `stepsMax` steps. */
export function gridOf(
  samples: readonly (readonly [ms: number, value: number])[],
  stepMs: number,
  stepsMax: number,
): Grid {
  const sums = new Map<number, { sum: number; count: number }>()
  let last = Number.NEGATIVE_INFINITY
  for (const [ms, value] of samples) {
    if (!Number.isFinite(ms) || !Number.isFinite(value)) continue
    const step = Math.floor(ms / stepMs)
    const cell = sums.get(step) ?? { sum: 0, count: 0 }
    sums.set(step, { sum: cell.sum + value, count: cell.count + 1 })
    last = Math.max(last, step)
  }
  const steps = [...sums.keys()].filter((step) => step > last - stepsMax)
  const first = steps.reduce((least, step) => Math.min(least, step), last)
  const values = Array.from({ length: steps.length === 0 ? 0 : last - first + 1 }, (_, i) => {
    const cell = sums.get(first + i)
    return cell ? cell.sum / cell.count : Number.NaN
  })
  return { startMs: steps.length === 0 ? 0 : first * stepMs, stepMs, values }
}

/**
 * The values without gaps: those of an hour and less are bridged, longer ones filled with what was a
 * day before, or with the last value.
 */
export function filled({ stepMs, values }: Grid): number[] {
  const short = Math.max(1, Math.round(hourMs / stepMs))
  const day = Math.max(1, Math.round(dayMs / stepMs))
  const out = values.slice()
  for (let i = 0; i < out.length; i++) {
    if (Number.isFinite(out[i])) continue
    let end = i
    while (end < out.length && !Number.isFinite(out[end])) end++
    const [before, after] = [out[i - 1], out[end]]
    for (let k = i; k < end; k++)
      out[k] =
        before !== undefined && after !== undefined && end - i <= short
          ? before + ((after - before) * (k - i + 1)) / (end - i + 1)
          : (out[k - day] ?? before ?? after ?? 0)
    i = end
  }
  return out
}
