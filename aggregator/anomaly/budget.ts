const dayMs = 86_400_000
const width = 0.05
const bins = 400
const namesMax = 10_000

export interface BudgetState {
  readonly histogram: Float64Array
  readonly days: number
  readonly toldMs: readonly number[]
  readonly entities: readonly (readonly [string, number])[]
}

/**
 * How strange something must be to be told: so much that, by all scores so far, no more than the
 * budget is told a day; and never more than the budget in 24 hours. An entity is told of again only
 * after a while. Days are those of the events.
 */
export class Budget {
  suppressed = 0
  private readonly perDay: number
  private readonly floor: number
  private readonly quietMs: number
  private readonly histogram = new Float64Array(bins)
  private days = 0
  private toldMs: number[] = []
  private readonly entities = new Map<string, number>()

  constructor(perDay: number, floor: number, quietMs: number) {
    this.perDay = perDay
    this.floor = floor
    this.quietMs = quietMs
  }

  /** The score from which on something is told. */
  get threshold(): number {
    let left = this.perDay * Math.max(1, this.days)
    for (let bin = bins - 1; bin >= 0; bin--) {
      left -= this.histogram[bin]!
      if (left < 0) return Math.max(this.floor, (bin + 1) * width)
    }
    return this.floor
  }

  /** A score that was measured, whether or not it is told. */
  learn(score: number): void {
    this.histogram[Math.min(bins - 1, Math.floor(score / width))]! += 1
  }

  /** Time has passed: what is long ago counts less. */
  pass(ms: number): void {
    const fade = 0.5 ** (ms / (14 * dayMs))
    for (let bin = 0; bin < bins; bin++) this.histogram[bin]! *= fade
    this.days = this.days * fade + ms / dayMs
  }

  /** Whether it is to be told now; then it counts as told. */
  allows(entity: string, atMs: number): boolean {
    this.toldMs = this.toldMs.filter((ms) => Math.abs(atMs - ms) < dayMs)
    const before = this.entities.get(entity)
    const isAgain = before !== undefined && Math.abs(atMs - before) < this.quietMs
    if (isAgain || this.toldMs.length >= this.perDay) {
      this.suppressed++
      return false
    }
    this.toldMs.push(atMs)
    this.entities.delete(entity)
    this.entities.set(entity, atMs)
    if (this.entities.size > namesMax) this.entities.delete(this.entities.keys().next().value!)
    return true
  }

  state(): BudgetState {
    const { histogram, days, toldMs, entities } = this
    return { histogram, days, toldMs, entities: [...entities] }
  }

  restore(state: BudgetState): void {
    this.histogram.set(state.histogram)
    this.days = state.days
    this.toldMs = [...state.toldMs]
    for (const [entity, ms] of state.entities) this.entities.set(entity, ms)
  }
}
