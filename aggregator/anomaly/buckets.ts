import type { Event } from "#shared/ecs/event.ts"
import { type Kind, kinds } from "./kinds.ts"

export interface BucketOptions {
  readonly bucketMs: number
  /** A bucket is closed when an event came that is so much later than its end. */
  readonly latenessMs: number
  /** Entities of a kind that are counted in one bucket. */
  readonly entitiesMax: number
  /** Distinct values that are told apart. */
  readonly distinctMax: number
}

/** What was counted of each entity, in the order of the kind's features. */
export type Counts = ReadonlyMap<string, Float64Array>

export interface Bucket {
  readonly startMs: number
  /** By the kind's name. */
  readonly counts: Readonly<Record<Kind["name"], Counts>>
}

/** An event's time is trusted so far into the future. */
const aheadMsMax = 300_000
/** If nothing comes for so long, what is open is closed. */
const idleMs = 600_000
/** Older than the newest event by more is late; a backlog may be a day long. */
const backMsMax = 86_400_000
const openMax = 1000
const entityCharsMax = 256

interface Open {
  readonly startMs: number
  readonly counts: Record<Kind["name"], Map<string, Counted>>
}

interface Counted {
  readonly values: Float64Array
  /** By feature: hashes of what was seen. */
  readonly seen: (Set<number> | undefined)[]
}

/** Counts events by entity in buckets of event time. Only this is on the path of events. */
export class Buckets {
  late = 0
  overflowed = 0
  private readonly options: BucketOptions
  private readonly now: () => number
  private readonly open = new Map<number, Open>()
  /** Of what is older nothing is counted any more. */
  private closedMs = 0
  private newestMs = 0
  private heardMs = 0
  private firstMs = Number.POSITIVE_INFINITY

  constructor(options: BucketOptions, now: () => number) {
    this.options = options
    this.now = now
  }

  add(event: Event): void {
    const stampMs = Date.parse(event["@timestamp"] ?? "")
    if (!(stampMs > 0)) return
    this.heardMs = this.now()
    const ms = Math.min(stampMs, this.heardMs + aheadMsMax)
    if (ms < this.closedMs || ms < this.newestMs - backMsMax) {
      this.late++
      return
    }
    if (this.newestMs === 0) this.firstMs = ms
    this.newestMs = Math.max(this.newestMs, ms)
    const bucket = this.at(ms - (ms % this.options.bucketMs))
    if (!bucket) return
    for (const kind of kinds) this.count(bucket, kind, event)
  }

  /** Whether it was counted from its beginning. */
  isWhole({ startMs }: Bucket): boolean {
    return startMs > this.firstMs
  }

  /** The buckets that nothing is added to any more, oldest first. */
  close(): Bucket[] {
    const { bucketMs, latenessMs } = this.options
    const isIdle = this.open.size > 0 && this.now() - this.heardMs > idleMs
    const untilMs = isIdle ? Number.POSITIVE_INFINITY : this.newestMs - latenessMs
    const closed = [...this.open.values()]
      .filter(({ startMs }) => startMs + bucketMs <= untilMs)
      .sort((a, b) => a.startMs - b.startMs)
    for (const { startMs } of closed) {
      this.open.delete(startMs)
      this.closedMs = startMs + bucketMs
    }
    return closed.map(({ startMs, counts: { dataset, host, user, source } }) => ({
      startMs,
      counts: {
        ...{ dataset: valuesOf(dataset), host: valuesOf(host) },
        ...{ user: valuesOf(user), source: valuesOf(source) },
      },
    }))
  }

  private at(startMs: number): Open | undefined {
    const known = this.open.get(startMs)
    if (known) return known
    if (this.open.size >= openMax) {
      this.late++
      return undefined
    }
    const counts = { dataset: new Map(), host: new Map(), user: new Map(), source: new Map() }
    const bucket = { startMs, counts }
    this.open.set(startMs, bucket)
    return bucket
  }

  private count(bucket: Open, { name, field, features }: Kind, event: Event): void {
    const given = event[field]
    if (typeof given !== "string" || given === "") return
    const entity = given.slice(0, entityCharsMax)
    const counts = bucket.counts[name]
    let counted = counts.get(entity)
    if (!counted) {
      if (counts.size >= this.options.entitiesMax) {
        this.overflowed++
        return
      }
      counted = { values: new Float64Array(features.length), seen: [] }
      counts.set(entity, counted)
    }
    const { values } = counted
    for (let i = 0; i < features.length; i++) {
      const { adds, distinct } = features[i]!
      if (adds) values[i] = Math.min(values[i]! + Math.max(0, adds(event)), countMax)
      else if (this.isNew(counted, i, distinct!(event))) values[i]! += 1
    }
  }

  private isNew({ seen }: Counted, feature: number, value: unknown): boolean {
    if (value === undefined || value === null || value === "") return false
    const hash = typeof value === "number" ? value : hashOf(String(value))
    const known = seen[feature]
    if (!known) {
      seen[feature] = new Set([hash])
      return true
    }
    if (known.size >= this.options.distinctMax || known.has(hash)) return false
    known.add(hash)
    return true
  }
}

const hashOf = (text: string): number => Bun.hash.xxHash32(text.slice(0, entityCharsMax))

const valuesOf = (counted: ReadonlyMap<string, Counted>): Counts =>
  new Map(Array.from(counted, ([entity, { values }]) => [entity, values]))

const countMax = 1e15
