import { type Baseline, expectedOf, learn, recentMax } from "./baseline.ts"
import type { Counts } from "./buckets.ts"
import { Entities, type EntityState } from "./entities.ts"
import { Forest, type ForestState } from "./forest.ts"
import type { Feature, Kind } from "./kinds.ts"

export interface JudgeOptions {
  readonly entitiesMax: number
  /** Vectors that a kind's forest must have learnt. */
  readonly learnBuckets: number
  readonly halfLifeBuckets: number
  readonly seed: number
}

/** Something strange that an entity did in one bucket. */
export interface Finding {
  readonly kind: Kind
  readonly entity: string
  readonly startMs: number
  readonly score: number
  /** The feature that gives most to the score. */
  readonly feature: Feature
  readonly value: number
  readonly expected: number
  /** The median of the others of its kind in the same bucket. */
  readonly peers: number | undefined
  /** The entity has no history: it is compared with its peers alone. */
  readonly isNew: boolean
  /** What each feature gives to the score. */
  readonly contributions: Readonly<Record<string, number>>
  /** Its last counts of the feature, the newest last. */
  readonly recent: readonly number[]
}

const trees = 25
const sample = 256
const decay = 1e-4
/** A count must be so many times what is expected, or so many times less. */
const factor = 2
/** Fewer others are no peers. */
const peersMin = 4
/** In a kind of so few vectors, counts are judged by their own history alone. */
const ownBuckets = 12

/**
 * Judges what the entities of one kind did in a bucket, each before it is learnt. One forest serves
 * all of a kind: it sees how far each count is from what is usual for the entity, and the count itself.
 */
export class Judge {
  readonly kind: Kind
  private readonly options: JudgeOptions
  private readonly entities: Entities
  private forest: Forest
  private buckets = 0
  /** Per feature: ln(1 + count) that is usual for entities of this kind. */
  private readonly usual: Float64Array

  constructor(kind: Kind, options: JudgeOptions) {
    this.kind = kind
    this.options = options
    const dimensions = 2 * kind.features.length
    this.entities = new Entities(kind.features.length, options.entitiesMax)
    this.forest = new Forest({ dimensions, trees, sample, decay, seed: options.seed })
    this.usual = new Float64Array(kind.features.length)
  }

  get size(): number {
    return this.entities.size
  }

  get readiness(): "learning" | "insufficient" | "ready" {
    if (this.buckets < this.options.learnBuckets) return "learning"
    return this.forest.seen < 3 * this.options.learnBuckets && this.entities.size < 2
      ? "insufficient"
      : "ready"
  }

  /** `isWhole`: the bucket was counted from its beginning, so that a low count says something. */
  *judge(counts: Counts, startMs: number, isWhole: boolean): Generator<Finding | undefined> {
    const isReady = this.readiness === "ready"
    const peers = this.peersOf(counts)
    for (const [entity, values] of counts) {
      const baseline = this.entities.find(entity)
      const vector = this.vectorOf(values, baseline, startMs)
      if (isReady) yield this.findingOf(entity, values, vector, baseline, peers, startMs)
      if (isWhole) this.forest.learn(vector)
      if (isWhole) this.learn(this.entities.use(entity), values, startMs)
      yield undefined
    }
    if (isWhole) yield* this.silent(counts, startMs, isReady)
    if (isWhole && counts.size > 0) this.buckets++
  }

  state(): JudgeState {
    const { entities, forest, buckets, usual } = this
    return { entities: entities.state(), forest: forest.state(), buckets, usual }
  }

  restore(state: JudgeState): void {
    this.entities.restore(state.entities)
    this.forest = Forest.restore(state.forest)
    this.buckets = state.buckets
    this.usual.set(state.usual)
  }

  /** Entities that did nothing: zero is a count too. */
  private *silent(counts: Counts, startMs: number, isReady: boolean) {
    const zeros = new Float64Array(this.kind.features.length)
    for (const [entity, baseline] of this.entities) {
      if (counts.has(entity)) continue
      if (isReady && this.kind.drops) {
        const vector = this.vectorOf(zeros, baseline, startMs)
        yield this.findingOf(entity, zeros, vector, baseline, [], startMs)
        this.forest.learn(vector)
      }
      this.learn(baseline, zeros, startMs)
      yield undefined
    }
  }

  private learn(baseline: Baseline, values: Float64Array, startMs: number): void {
    learn(baseline, values, startMs, this.options.halfLifeBuckets)
    for (let i = 0; i < values.length; i++)
      this.usual[i]! += 0.002 * (Math.log1p(values[i]!) - this.usual[i]!)
  }

  private vectorOf(values: Float64Array, baseline: Baseline | undefined, ms: number) {
    const vector = new Float64Array(2 * values.length)
    const isKnown = baseline !== undefined && baseline.count >= ownBuckets
    for (let i = 0; i < values.length; i++) {
      const level = Math.log1p(values[i]!)
      const expected = isKnown ? expectedOf(baseline, i, ms) : this.usual[i]!
      vector[2 * i] = level - expected
      vector[2 * i + 1] = level
    }
    return vector
  }

  private findingOf(
    entity: string,
    values: Float64Array,
    vector: Float64Array,
    baseline: Baseline | undefined,
    peers: readonly number[],
    startMs: number,
  ): Finding | undefined {
    const { features, drops } = this.kind
    const isStrange = features.map(({ least }, i) => {
      const expected = Math.expm1(Math.log1p(values[i]!) - vector[2 * i]!)
      const isMore = values[i]! >= least && values[i]! >= factor * (expected + 1)
      return isMore || (drops && expected >= least && values[i]! * factor <= expected)
    })
    if (!isStrange.some(Boolean)) return undefined
    const gives = shares(this.forest.attribute(vector), features.length)
    const score = gives.reduce((sum, share) => sum + share, 0)
    const top = isStrange.reduce(
      (best, is, i) => (is && (best < 0 || gives[i]! > gives[best]!) ? i : best),
      -1,
    )
    const isNew = baseline === undefined || baseline.count < ownBuckets
    const recent = baseline?.recent.slice(recentMax * top, recentMax * (top + 1)) ?? []
    return {
      ...{ kind: this.kind, entity, startMs, score, isNew, feature: features[top]! },
      value: values[top]!,
      expected: Math.max(0, Math.expm1(Math.log1p(values[top]!) - vector[2 * top]!)),
      peers: peers[top],
      contributions: Object.fromEntries(features.map(({ name }, i) => [name, gives[i]!])),
      recent: [...recent, values[top]!],
    }
  }

  private peersOf(counts: Counts): number[] {
    if (counts.size < peersMin + 1) return []
    const all = [...counts.values()]
    return this.kind.features.map((_, i) => {
      const sorted = Float64Array.from(all, (values) => values[i]!).sort()
      return sorted[sorted.length >> 1]!
    })
  }
}

/** What each feature gives: its distance from the usual and its height, above and below. */
function shares(attribution: Float64Array, features: number): number[] {
  return Array.from({ length: features }, (_, i) =>
    attribution.subarray(4 * i, 4 * i + 4).reduce((sum, share) => sum + share, 0),
  )
}

export interface JudgeState {
  readonly entities: readonly EntityState[]
  readonly forest: ForestState
  readonly buckets: number
  readonly usual: Float64Array
}
