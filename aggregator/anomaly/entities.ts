import { type Baseline, openBaseline } from "./baseline.ts"

/** Buckets after which an entity is an old acquaintance. */
const knownAfter = 12

export interface EntityState {
  readonly name: string
  readonly baseline: Baseline
}

/**
 * The entities of a kind whose usual behaviour is known, a bounded number. New ones have a quarter of
 * the places to themselves, so that a flood of names that are seen once pushes out no old ones.
 */
export class Entities {
  private readonly features: number
  private readonly youngMax: number
  private readonly oldMax: number
  private readonly young = new Map<string, Baseline>()
  private readonly old = new Map<string, Baseline>()

  constructor(features: number, entitiesMax: number) {
    this.features = features
    this.youngMax = Math.max(1, Math.floor(entitiesMax / 4))
    this.oldMax = Math.max(1, entitiesMax - this.youngMax)
  }

  get size(): number {
    return this.young.size + this.old.size
  }

  find(name: string): Baseline | undefined {
    return this.old.get(name) ?? this.young.get(name)
  }

  /** Its baseline, now the one used last. */
  use(name: string): Baseline {
    const baseline = this.find(name) ?? openBaseline(this.features)
    this.young.delete(name)
    this.old.delete(name)
    const [map, max] =
      baseline.count >= knownAfter ? [this.old, this.oldMax] : [this.young, this.youngMax]
    map.set(name, baseline)
    if (map.size > max) map.delete(map.keys().next().value!)
    return baseline
  }

  *[Symbol.iterator](): Generator<[string, Baseline]> {
    yield* this.old
    yield* this.young
  }

  state(): EntityState[] {
    return [...this.young, ...this.old].map(([name, baseline]) => ({ name, baseline }))
  }

  restore(state: readonly EntityState[]): void {
    for (const { name, baseline } of state) {
      const isOld = baseline.count >= knownAfter
      const map = isOld ? this.old : this.young
      if (map.size < (isOld ? this.oldMax : this.youngMax)) map.set(name, baseline)
    }
  }
}
