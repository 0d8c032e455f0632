import type { Query } from "../store/query.ts"
import type { Bars, Scope, Store, Term } from "../store/types.ts"
import { type EntityKind, entityKinds } from "./entity.ts"
import { alertStreams, also } from "./question.ts"

export type Bounded = Scope & { readonly fromMs: number; readonly toMs: number }

/** With whom an entity has to do, by what: the fields that say so, each under its name. */
const peerFields: Readonly<
  Record<EntityKind, readonly (readonly [what: string, field: string])[]>
> = {
  host: [
    ["users on it", "user.name"],
    ["addresses that came", "source.ip"],
    ["addresses it spoke to", "destination.ip"],
    ["domains it asked for", "dns.question.name"],
  ],
  user: [
    ["hosts", "host.name"],
    ["addresses from which", "source.ip"],
    ["accounts it acted on", "user.target.name"],
  ],
  address: [
    ["addresses it spoke to", "destination.ip"],
    ["addresses that spoke to it", "source.ip"],
    ["hosts", "host.name"],
    ["users", "user.name"],
  ],
  hash: [
    ["hosts that have it", "host.name"],
    ["users who ran it", "user.name"],
  ],
  domain: [
    ["hosts that asked for it", "host.name"],
    ["addresses that asked", "source.ip"],
    ["users", "user.name"],
  ],
}

const deeds = ["event.dataset", "event.action", "event.outcome"]

/** What it does, by kind. */
const otherFields: Readonly<Record<EntityKind, readonly string[]>> = {
  host: [...deeds, "process.name"],
  user: [...deeds, "process.name", "source.geo.country_iso_code"],
  address: [...deeds, "destination.port", "user_agent.original"],
  hash: [...deeds, "process.name", "process.executable"],
  domain: [...deeds, "dns.question.type", "url.path"],
}

const peersMax = 8
const othersMax = 6
const rareMax = 12

/** A value with how common it is: of all events of this time that have it, how many are the entity's. */
export interface Shared extends Term {
  /** Absent where it was not asked for. */
  readonly elsewhere?: number
}

export interface Tops {
  readonly name: string
  readonly field: string
  readonly values: readonly Shared[]
  readonly caveats: readonly string[]
}

export interface Facts {
  readonly peers: readonly Tops[]
  readonly others: readonly Tops[]
  readonly severities: readonly Term[]
  readonly rules: readonly Term[]
  /** Events of it before this time, as far as the store goes back. */
  readonly before: number
  /** Whether the store holds anything of before this time. */
  readonly isOld: boolean
}

/** Whom it has to do with, what it does, and how usual that is. */
export async function factsOf(
  store: Store,
  kind: EntityKind,
  { scope, query }: { readonly scope: Bounded; readonly query: Query },
  signal: AbortSignal,
): Promise<Facts> {
  const own: readonly string[] = entityKinds[kind]
  const alerts = { ...scope, streams: alertStreams }
  const tops = async (name: string, field: string, size: number): Promise<Tops> => {
    const asked = own.includes(field) ? withOther(scope, own, field) : scope
    const { values, caveats } = await store.terms(asked, field, size + 1, signal)
    const others = values.filter(({ value }) => !isItself(query, field, value)).slice(0, size)
    return { name, field, values: others, caveats }
  }
  const { toMs: _, fromMs, ...rest } = scope
  const all = { streams: rest.streams, query: { is: "all" }, toMs: fromMs } as const
  const [peers, others, severities, rules, before, older] = await Promise.all([
    Promise.all(peerFields[kind].map(([name, field]) => tops(name, field, peersMax))),
    Promise.all(otherFields[kind].map((field) => tops(field, field, othersMax))),
    store.terms(alerts, "event.severity", 100, signal),
    store.terms(alerts, "rule.id", 6, signal),
    store.count({ streams: rest.streams, query, toMs: fromMs }, signal),
    store.search(all, 1, undefined, signal),
  ])
  const some = ({ values }: Tops) => values.length > 0
  return {
    peers: await withRarity(store, peers.filter(some), { scope, query }, signal),
    others: await withRarity(store, others.filter(some), { scope, query }, signal),
    ...{ severities: severities.values, rules: rules.values, before },
    isOld: older.events.length > 0,
  }
}

/** Of an address: who was at the other end, so only events that have both ends. */
function withOther(scope: Bounded, own: readonly string[], field: string): Bounded {
  const rest = own.filter((one) => one !== field)
  if (rest.length === 0) return scope
  const of = rest.map((one): Query => ({ is: "exists", field: one }))
  return { ...scope, ...also(scope, { is: "or", of }) }
}

const isItself = (query: Query, field: string, value: string): boolean =>
  query.is === "or"
    ? query.of.some((part) => isItself(part, field, value))
    : query.is === "term" &&
      query.field === field &&
      query.value.toLowerCase() === value.toLowerCase()

const rareFields = ["process.name", "user.name", "host.name", "destination.ip", "dns.question.name"]

/** How often each value is seen without the entity: the least frequent ones are asked for. */
async function withRarity(
  store: Store,
  tops: readonly Tops[],
  { scope, query }: { readonly scope: Bounded; readonly query: Query },
  signal: AbortSignal,
): Promise<readonly Tops[]> {
  const wanted = tops
    .filter(({ field }) => rareFields.includes(field))
    .flatMap(({ field, values }) => values.map((value) => ({ field, value })))
    .sort((a, b) => a.value.count - b.value.count)
    .slice(0, rareMax)
  const elsewhere = new Map<Term, number>()
  await Promise.all(
    wanted.map(async ({ field, value }) => {
      const of: Query[] = [
        { is: "term", field, value: value.value },
        { is: "not", of: query },
      ]
      elsewhere.set(value, await store.count({ ...scope, query: { is: "and", of } }, signal))
    }),
  )
  const shared = (value: Term): Shared =>
    elsewhere.has(value) ? { ...value, elsewhere: elsewhere.get(value)! } : value
  return tops.map((one) => ({ ...one, values: one.values.map(shared) }))
}

const exactMax = 1_000
const stepsMs = [3_600_000, 60_000, 1_000] as const

/** The moment of the oldest event of a scope, by ever smaller bars. */
export async function firstMs(
  store: Pick<Store, "histogram" | "search">,
  scope: Bounded,
  { buckets }: Pick<Bars, "buckets">,
  stepMs: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  let span = firstSpan(buckets, stepMs)
  for (const step of stepsMs) {
    if (!span || span.count <= exactMax) break
    if (step >= span.toMs - span.fromMs) continue
    const inside = { ...scope, fromMs: Math.max(scope.fromMs, span.fromMs), toMs: span.toMs }
    span = firstSpan((await store.histogram(inside, step, undefined, signal)).buckets, step)
  }
  if (!span) return undefined
  const inside = { ...scope, fromMs: Math.max(scope.fromMs, span.fromMs), toMs: span.toMs }
  const { events } = await store.search(inside, Math.min(span.count, exactMax), undefined, signal)
  const at = Date.parse(events.at(-1)?.["@timestamp"] ?? "")
  return Number.isFinite(at) ? at : span.fromMs
}

function firstSpan(buckets: Bars["buckets"], stepMs: number) {
  const [first] = [...buckets].sort((a, b) => a.fromMs - b.fromMs)
  if (!first) return undefined
  const count = Object.values(first.counts).reduce((a, b) => a + b, 0)
  return { fromMs: first.fromMs, toMs: first.fromMs + stepMs, count }
}
