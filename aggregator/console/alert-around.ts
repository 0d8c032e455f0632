import { type Event, fieldOf } from "#shared/ecs/event.ts"
import type { Query } from "../store/query.ts"
import type { Page, Scope, Store } from "../store/types.ts"
import { summaryOf } from "./parts/summary.ts"
import { valueText } from "./parts/text.tsx"
import { alertStreams, eventStreams } from "./question.ts"

/** By what events and alerts are neighbours: the fields of an alert that name someone. */
export const entityFields = ["host.name", "user.name", "source.ip"] as const
export type EntityField = (typeof entityFields)[number]

const beforeMs = 900_000
const afterMs = 900_000
const eachMax = 20
/** Stores give the newest first: what came right after is all of a span that holds few enough. */
const afterSpansMs = [5_000, 30_000, 120_000, 450_000, afterMs]
const pastMax = 10

export interface Around {
  readonly fromMs: number
  readonly toMs: number
  /** Oldest first. */
  readonly events: readonly Event[]
  /** Neighbours in this time in all. */
  readonly total: number
  /** Other alerts of the same in this time, oldest first. */
  readonly alerts: readonly Event[]
  readonly past: readonly Event[]
  readonly pastTotal: number
}

/** What else the same host, user and address did then, and older alerts of the same rule or of them. */
export async function aroundOf(store: Store, alert: Event, signal: AbortSignal): Promise<Around> {
  const atMs = Date.parse(alert["@timestamp"] ?? "") || 0
  const [fromMs, toMs] = [atMs - beforeMs, atMs + afterMs]
  const query = entityQuery(alert)
  const rule = alert["rule.id"]
  const same: Query[] = rule ? [{ is: "term", field: "rule.id", value: rule }] : []
  if (query) same.push(query)
  const none = { total: 0, events: [] }
  const search = (scope: Omit<Scope, "query">, asked: Query | undefined, size: number) =>
    asked ? store.search({ ...scope, query: asked }, size, undefined, signal) : none
  const older: Query | undefined = same.length > 0 ? { is: "or", of: same } : undefined
  const [before, after, alerts, past] = await Promise.all([
    search({ streams: eventStreams, fromMs, toMs: atMs + 1 }, query, eachMax),
    nextAfter(store, query, atMs + 1, signal),
    search({ streams: alertStreams, fromMs, toMs }, query, eachMax),
    search({ streams: alertStreams, toMs: atMs + 1 }, older, pastMax + 1),
  ])
  const isOther = (one: Event) => one["event.id"] !== alert["event.id"]
  return {
    ...{ fromMs, toMs, total: before.total + after.total },
    events: [...after.events, ...before.events].reverse(),
    alerts: alerts.events.filter(isOther).reverse(),
    past: past.events.filter(isOther).slice(0, pastMax),
    pastTotal: Math.max(0, past.total - 1),
  }
}

/** The events that came next, without a gap between them. */
async function nextAfter(
  store: Store,
  query: Query | undefined,
  fromMs: number,
  signal: AbortSignal,
): Promise<Pick<Page, "events" | "total">> {
  if (!query) return { events: [], total: 0 }
  const scope = { streams: eventStreams, query, fromMs }
  const counts = await Promise.all(
    afterSpansMs.map((span) => store.count({ ...scope, toMs: fromMs + span }, signal)),
  )
  const fits = afterSpansMs.findLast((_, at) => counts[at]! <= eachMax) ?? afterSpansMs[0]!
  const page = await store.search({ ...scope, toMs: fromMs + fits }, eachMax, undefined, signal)
  return { events: page.events, total: counts.at(-1)! }
}

/** All that names the same host, user or address. */
export function entityQuery(alert: Event): Query | undefined {
  const of = entityFields.flatMap((field): Query[] => {
    const value = entityValue(alert, field)
    return value ? [{ is: "term", field, value }] : []
  })
  return of.length > 0 ? { is: "or", of } : undefined
}

/** A value that can be asked for: one, and not too long. */
export function entityValue(alert: Event, field: EntityField): string | undefined {
  const value = fieldOf(alert, field)
  const text = Array.isArray(value) ? "" : valueText(value)
  return text !== "" && text.length <= 256 ? text : undefined
}

/** In what two are the same. */
export const sharedOf = (alert: Event, other: Event): readonly string[] =>
  [["rule", "rule.id"] as const, ...entityFields.map((field) => [field, field] as const)]
    .filter(([, field]) => {
      const text = valueText(fieldOf(alert, field))
      return text !== "" && text === valueText(fieldOf(other, field))
    })
    .map(([name]) => (name === "source.ip" ? "address" : name.split(".")[0]!))

/** What happened, in one sentence. */
export function sentenceOf(alert: Event, event: Event | undefined): string {
  const [host, user, address] = entityFields.map((field) => valueText(fieldOf(alert, field)))
  const who = [user && `the user ${user}`, host && `on ${host}`, address && `from ${address}`]
  const about = who.filter(Boolean).join(" ")
  const what = event ? summaryOf(event) : (alert.message ?? "")
  const said = what.length > 300 ? `${what.slice(0, 300)}…` : what
  return [about && `About ${about}`, said].filter(Boolean).join(": ")
}
