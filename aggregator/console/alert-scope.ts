import type { Event } from "#shared/ecs/event.ts"
import { type AlertState, type Status, statuses, untouched } from "../alerts/state.ts"
import type { Query } from "../store/query.ts"
import type { Page, Scope, Store } from "../store/types.ts"
import { isLevel, levelQuery } from "./level.ts"
import { alertStreams, also, scopeOf } from "./question.ts"

/** What the address of the list of alerts says. */
export const stateNames = [
  ...(["q", "from", "to", "level", "rule", "tactic", "source", "status", "by"] as const),
] as const
export type ListState = Readonly<Partial<Record<(typeof stateNames)[number], string | undefined>>>

export type States = ReadonlyMap<string, AlertState>

export const isStatus = (text: string | undefined): text is Status =>
  statuses.some((status) => status === text)

export const stateOfAlert = (states: States, alert: Event): AlertState =>
  states.get(alert["event.id"] ?? "") ?? untouched

/** The alerts that all filters but the status leave: that one is not the store's to know. */
export function alertScope(state: ListState, nowMs: number): Scope {
  const { q, from, to, level, rule, tactic, source } = state
  let scope = scopeOf({ q, from, to }, alertStreams, nowMs)
  if (isLevel(level)) scope = also(scope, levelQuery(level))
  const terms = { "rule.id": rule, "threat.tactic.name": tactic, "vedette.source": source }
  for (const [field, value] of Object.entries(terms))
    if (value) scope = also(scope, { is: "term", field, value })
  return scope
}

const perPage = 50
const pagesMax = 40

/** A page of alerts of one status: as many pages of the store are read as that takes. */
export async function pageOf(
  store: Store,
  { scope, states, status, after }: Asked,
  signal: AbortSignal,
): Promise<Page> {
  if (!status) return store.search(scope, perPage, after, signal)
  const found: Event[] = []
  let page: Page | undefined
  for (let read = 0; read < pagesMax && found.length < perPage; read++) {
    page = await store.search(scope, perPage, page ? page.after : after, signal)
    found.push(...page.events.filter((one) => stateOfAlert(states, one).status === status))
    if (!page.after) break
  }
  return {
    ...page!,
    total: (await statusCounts(store, scope, states, signal))[status],
    events: found,
  }
}

interface Asked {
  readonly scope: Scope
  readonly states: States
  readonly status: Status | undefined
  readonly after: string | undefined
}

const idsPerQuestion = 200

/** How many alerts of the scope have which status; together they are all of it. */
export async function statusCounts(
  store: Store,
  scope: Scope,
  states: States,
  signal: AbortSignal,
): Promise<Record<Status, number>> {
  const counts: Record<Status, number> = { new: 0, "in work": 0, closed: 0 }
  for (const status of ["in work", "closed"] as const) {
    const ids = [...states].filter(([, state]) => state.status === status).map(([id]) => id)
    for (let at = 0; at < ids.length; at += idsPerQuestion) {
      const of = ids.slice(at, at + idsPerQuestion).map(idQuery)
      counts[status] += await store.count(also(scope, { is: "or", of }), signal)
    }
  }
  counts.new = (await store.count(scope, signal)) - counts["in work"] - counts.closed
  return counts
}

const idQuery = (value: string): Query => ({ is: "term", field: "event.id", value })
