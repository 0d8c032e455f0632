import { Forest, type ForestState } from "./forest.ts"
import { PeakGate, type PeakState } from "./peak.ts"

export interface SeriesOptions {
  /** Values that are learnt before anything is called anomalous. */
  readonly warmUp: number
  /** From this score on a value is anomalous. */
  readonly threshold: number
  readonly trees: number
  readonly sample: number
  readonly decay: number
  /** Values whose mean the second forest sees. */
  readonly meanOver: number
  /** The share of the second forest in the score. */
  readonly meanShare: number
  /** A score counts only where none of so many before was as great. */
  readonly peakOver: number
  /** At first: of so great a share of all values. */
  readonly peakShare: number
  readonly seed: number
}

/** Chosen on one half of NAB's series, measured on the other: see the decision record. */
export const seriesDefaults: SeriesOptions = {
  warmUp: 100,
  threshold: 2.5,
  trees: 20,
  sample: 4096,
  decay: 2e-5,
  meanOver: 8,
  meanShare: 0.25,
  peakOver: 250,
  peakShare: 1 / 12,
  seed: 1,
}

/** `insufficient`: so far all values were the same, so that any other one would be strange. */
export type Readiness = "learning" | "insufficient" | "ready"

export interface SeriesScore {
  /** About 1 for an ordinary value; the same scale for every series. 0 within a peak, or not ready. */
  readonly score: number
  readonly anomalous: boolean
  readonly readiness: Readiness
}

/** Scores the values of one series, each before it is learnt: two forests, the value and a short mean. */
export class SeriesDetector {
  private readonly options: SeriesOptions
  private value: Forest
  private mean: Forest
  private readonly gate: PeakGate
  private readonly recent: Float64Array
  private least = Number.POSITIVE_INFINITY
  private greatest = Number.NEGATIVE_INFINITY

  constructor(options: Partial<SeriesOptions> = {}) {
    this.options = { ...seriesDefaults, ...options }
    const { trees, sample, decay, seed, peakOver, peakShare, meanOver } = this.options
    const forest = { dimensions: 1, trees, sample, decay }
    this.value = new Forest({ ...forest, seed })
    this.mean = new Forest({ ...forest, seed: seed + 1 })
    this.gate = new PeakGate(peakOver, peakShare)
    this.recent = new Float64Array(meanOver)
  }

  get readiness(): Readiness {
    if (this.value.seen < this.options.warmUp) return "learning"
    return this.least < this.greatest ? "ready" : "insufficient"
  }

  /** What is no finite number is neither scored nor learnt. */
  next(given: number): SeriesScore {
    const { readiness } = this
    if (!Number.isFinite(given)) return { score: 0, anomalous: false, readiness }
    const point = [clamp(given)]
    const mean = [this.meanWith(point[0]!)]
    const { meanShare, threshold } = this.options
    const raw = (1 - meanShare) * this.value.score(point) + meanShare * this.mean.score(mean)
    const peak = this.gate.pass(raw)
    this.learn(point, mean)
    const score = readiness === "ready" ? peak : 0
    return { score, anomalous: score >= threshold, readiness }
  }

  state(): SeriesState {
    const { value, mean, gate, recent, least, greatest } = this
    return {
      ...{ value: value.state(), mean: mean.state(), gate: gate.state(), recent },
      ...(least <= greatest && { least, greatest }),
    }
  }

  /** The options must be those under which the state was saved. */
  restore(state: SeriesState): void {
    this.value = Forest.restore(state.value)
    this.mean = Forest.restore(state.mean)
    this.gate.restore(state.gate)
    this.recent.set(state.recent)
    this.least = state.least ?? Number.POSITIVE_INFINITY
    this.greatest = state.greatest ?? Number.NEGATIVE_INFINITY
  }

  private meanWith(value: number): number {
    const { recent } = this
    const count = Math.min(this.value.seen + 1, recent.length)
    recent[this.value.seen % recent.length] = value
    let sum = 0
    for (let i = 0; i < count; i++) sum += recent[i]!
    return sum / count
  }

  private learn(point: readonly number[], mean: readonly number[]): void {
    this.value.learn(point)
    this.mean.learn(mean)
    this.least = Math.min(this.least, point[0]!)
    this.greatest = Math.max(this.greatest, point[0]!)
  }
}

export interface SeriesState {
  readonly value: ForestState
  readonly mean: ForestState
  readonly gate: PeakState
  readonly recent: Float64Array
  readonly least?: number
  readonly greatest?: number
}

/** Sums and differences of what is greater would be infinite. */
const valueMax = 1e150
const clamp = (value: number): number => Math.max(-valueMax, Math.min(valueMax, value))
