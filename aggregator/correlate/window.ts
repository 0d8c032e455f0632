import { type Correlation, comparisons } from "#shared/sigma/correlation.ts"

/** One match of a base rule. */
export interface Hit {
  readonly ms: number
  readonly eventId: string
  readonly rule: string
  readonly value: string
}

/** What is known of one group of a correlation. */
export interface Group {
  /** In order of event time. */
  readonly hits: Hit[]
  /** Of each hit, to know it when it comes again. */
  readonly keys: Set<string>
  /** Until this event time the group has been told of; then it may fire again. */
  quietUntilMs: number
  /** The condition did not hold for the newest hit, and nothing has come late since. */
  isBelow: boolean
}

export const emptyGroup = (): Group => ({
  hits: [],
  keys: new Set(),
  quietUntilMs: Number.NEGATIVE_INFINITY,
  isBelow: false,
})

const hitsLeast = 1000
const hitsMost = 100_000

/** Hits that a group keeps: as many as its condition needs to hold. */
export const hitsMaxOf = ({ conditions }: Correlation): number =>
  Math.min(hitsMost, Math.max(hitsLeast, ...conditions.map(({ limit }) => limit + 1)))

const keyOf = ({ eventId, rule }: Hit) => `${eventId} ${rule}`

/** Adds a hit in its place. False where it is known. Costs little where hits come in order. */
export function addHit(group: Group, hit: Hit, hitsMax: number): boolean {
  const key = keyOf(hit)
  if (group.keys.has(key)) return false
  group.keys.add(key)
  const { hits } = group
  const at = firstAfter(hits, hit.ms)
  if (at === hits.length) hits.push(hit)
  else {
    hits.splice(at, 0, hit)
    group.isBelow = false
  }
  if (hits.length > hitsMax) group.keys.delete(keyOf(hits.shift()!))
  return true
}

/** Forgets what is older. */
export function forgetHits({ hits, keys }: Group, fromMs: number): void {
  let count = 0
  while (count < hits.length && hits[count]!.ms < fromMs) keys.delete(keyOf(hits[count++]!))
  if (count > 0) hits.splice(0, count)
}

/** The hits of the window that ends with this one, where the condition holds for them. */
export function windowThatHolds(
  correlation: Correlation,
  group: Group,
  hit: Hit,
): readonly Hit[] | undefined {
  const { hits } = group
  const from = firstAfter(hits, hit.ms - correlation.spanMs)
  const to = firstAfter(hits, hit.ms)
  const isNewest = to === hits.length
  if (isNewest && group.isBelow && changesNothing(correlation, hits, from)) return
  const holds = isMet(correlation, hits, from, to)
  if (isNewest) group.isBelow = !holds
  return holds ? hits.slice(from, to) : undefined
}

const growing = new Set(["gt", "gte"])

/** The newest hit can't lift the window above the condition, below which it was. */
function changesNothing(correlation: Correlation, hits: readonly Hit[], from: number): boolean {
  const { type, rules, conditions } = correlation
  if (!conditions.every(({ comparison }) => growing.has(comparison))) return false
  const newest = hits.at(-1)!
  if (type === "event_count") return false
  if (type === "temporal_ordered") return newest.rule !== rules.at(-1)
  const of = type === "value_count" ? "value" : "rule"
  for (let i = hits.length - 2; i >= from; i--) if (hits[i]![of] === newest[of]) return true
  return false
}

/** The condition, of the hits in [from, to). */
function isMet(
  { type, rules, conditions }: Correlation,
  hits: readonly Hit[],
  from: number,
  to: number,
): boolean {
  if (type === "temporal_ordered") {
    let next = 0
    for (let i = from; i < to; i++) if (hits[i]!.rule === rules[next]) next++
    return next === rules.length
  }
  const count = type === "event_count" ? to - from : distinctIn(type, hits, from, to)
  return conditions.every(({ comparison, limit }) => comparisons[comparison](count, limit))
}

function distinctIn(type: string, hits: readonly Hit[], from: number, to: number): number {
  const distinct = new Set<string>()
  for (let i = from; i < to; i++)
    distinct.add(type === "value_count" ? hits[i]!.value : hits[i]!.rule)
  return distinct.size
}

/** Place of the first hit after this time. */
function firstAfter(hits: readonly Hit[], ms: number): number {
  let [low, high] = [0, hits.length]
  if (high > 0 && hits[high - 1]!.ms <= ms) return high
  while (low < high) {
    const middle = (low + high) >> 1
    if (hits[middle]!.ms <= ms) low = middle + 1
    else high = middle
  }
  return low
}
