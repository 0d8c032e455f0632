/** Rows of a sparse matrix, one after the other: row i is `[starts[i], starts[i + 1])`. */
export interface SparseRows {
  readonly starts: Int32Array
  readonly columns: Int32Array
  readonly values: Float32Array
  readonly columnsMax: number
}

export interface Linear {
  readonly weights: Float32Array
  readonly bias: number
  /** Rounds over all rows that it took. */
  readonly rounds: number
}

interface TrainOptions {
  /** Cost of a wrong row, by its class. */
  readonly costPositive: number
  readonly costNegative: number
  readonly roundsMax?: number
  /** Stops when no multiplier's gradient is further from its optimum. */
  readonly tolerance?: number
  readonly random: () => number
  /** `hinge` is scikit-learn's and libsvm's SVC, `squared` the default of LinearSVC. */
  readonly loss?: "hinge" | "squared"
  /** The bias as a further feature of this value; it is regularised like the others. */
  readonly biasScale?: number
  readonly onRound?: (round: number, gap: number) => void
}

/**
 * A linear support vector machine by dual coordinate descent, with shrinking left out.
 * C.-J. Hsieh, K.-W. Chang, C.-J. Lin, S. S. Keerthi, S. Sundararajan: A Dual Coordinate Descent
 * Method for Large-scale Linear SVM, ICML 2008, algorithm 1.
 * @param labels +1 or -1 a row
 */
export function trainLinear(rows: SparseRows, labels: Int8Array, options: TrainOptions): Linear {
  const { starts, columns, values, columnsMax } = rows
  const { roundsMax = 200, tolerance = 0.01, biasScale = 1, random } = options
  const count = labels.length
  const weights = new Float64Array(columnsMax)
  const alphas = new Float64Array(count)
  const squared = options.loss !== "hinge"
  const upper = (i: number) => (labels[i]! > 0 ? options.costPositive : options.costNegative)
  const norms = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let sum = biasScale * biasScale
    for (let k = starts[i]!; k < starts[i + 1]!; k++) sum += values[k]! * values[k]!
    norms[i] = sum + (squared ? 0.5 / upper(i) : 0)
  }
  const order = Int32Array.from({ length: count }, (_, i) => i)
  let bias = 0
  let rounds = 0
  while (rounds < roundsMax) {
    rounds++
    shuffle(order, random)
    let worst = 0
    for (const i of order) {
      const label = labels[i]!
      let dot = bias * biasScale
      const end = starts[i + 1]!
      for (let k = starts[i]!; k < end; k++) dot += weights[columns[k]!]! * values[k]!
      const alpha = alphas[i]!
      const cost = upper(i)
      const gradient = label * dot - 1 + (squared ? (alpha * 0.5) / cost : 0)
      let projected = gradient
      if (alpha === 0) projected = Math.min(gradient, 0)
      else if (!squared && alpha >= cost) projected = Math.max(gradient, 0)
      if (projected === 0) continue
      worst = Math.max(worst, Math.abs(projected))
      const next = Math.max(0, alpha - gradient / norms[i]!)
      alphas[i] = squared ? next : Math.min(next, cost)
      const step = (alphas[i]! - alpha) * label
      for (let k = starts[i]!; k < end; k++) weights[columns[k]!]! += step * values[k]!
      bias += step * biasScale
    }
    options.onRound?.(rounds, worst)
    if (worst < tolerance) break
  }
  return { weights: Float32Array.from(weights), bias: Math.fround(bias * biasScale), rounds }
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const swapped = order[i]!
    order[i] = order[j]!
    order[j] = swapped
  }
}
