export const median = (values: ArrayLike<number>): number => quantile(values, 0.5)

/** The interpolated quantile; 0 of nothing. */
export function quantile(values: ArrayLike<number>, share: number): number {
  return sortedQuantile(Float64Array.from(values).sort(), share)
}

export function sortedQuantile(sorted: ArrayLike<number>, share: number): number {
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? 0
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at))
}

/** The median distance from the median, as a standard deviation would be if all were normal. */
export function spread(values: ArrayLike<number>): number {
  const centre = median(values)
  return 1.4826 * median(Float64Array.from(values, (value) => Math.abs(value - centre)))
}

/** The mean of `span` values around each, of fewer at the ends. */
export function movingMean(y: ArrayLike<number>, span: number): Float64Array {
  const sums = new Float64Array(y.length + 1)
  for (let i = 0; i < y.length; i++) sums[i + 1] = sums[i]! + y[i]!
  const half = Math.floor(span / 2)
  return Float64Array.from(y, (_, i) => {
    const [from, to] = [Math.max(0, i - half), Math.min(y.length, i + half + 1)]
    return (sums[to]! - sums[from]!) / (to - from)
  })
}

/** Solves A x = b for a symmetric, positive definite A (rows after each other), by Cholesky. */
export function solve(a: Float64Array, b: Float64Array): Float64Array {
  const n = b.length
  const l = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!
      l[i * n + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / l[j * n + j]!
    }
  }
  const x = b.slice()
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i]! -= l[i * n + k]! * x[k]!
    x[i]! /= l[i * n + i]!
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i]! -= l[k * n + i]! * x[k]!
    x[i]! /= l[i * n + i]!
  }
  return x
}
