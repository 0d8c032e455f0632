/**
 * Keeps a score only where it is greater than all of the last `span`, at first than of the last
 * `share` of all: an anomaly is told of when it begins, and what goes on as strangely is not told of
 * again.
 */
export class PeakGate {
  private readonly span: number
  private readonly share: number
  private readonly scores: Float64Array
  private readonly places: Float64Array
  private first = 0
  private size = 0
  private count = 0

  constructor(span: number, share = 1) {
    this.span = span
    this.share = share
    this.scores = new Float64Array(span + 1)
    this.places = new Float64Array(span + 1)
  }

  /** The score, or 0 where one of the last was as great. */
  pass(score: number): number {
    const { scores, places } = this
    const length = this.span + 1
    const span = Math.min(this.span, Math.floor(this.count * this.share))
    while (this.size > 0 && places[this.first]! < this.count - span) {
      this.first = (this.first + 1) % length
      this.size--
    }
    const isPeak = this.size === 0 || score > scores[this.first]!
    while (this.size > 0 && scores[(this.first + this.size - 1) % length]! <= score) this.size--
    const at = (this.first + this.size) % length
    scores[at] = score
    places[at] = this.count
    this.size++
    this.count++
    return isPeak ? score : 0
  }

  state(): PeakState {
    const { scores, places, first, size, count } = this
    return { scores, places, first, size, count }
  }

  restore(state: PeakState): void {
    this.scores.set(state.scores)
    this.places.set(state.places)
    this.first = state.first
    this.size = state.size
    this.count = state.count
  }
}

export interface PeakState {
  readonly scores: Float64Array
  readonly places: Float64Array
  readonly first: number
  readonly size: number
  readonly count: number
}
