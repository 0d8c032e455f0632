import type { Event } from "#shared/ecs/event.ts"
import {
  type AlertState,
  type Status,
  statuses,
  untouched,
  type Verdict,
  verdicts,
} from "../alerts/state.ts"
import type { Query } from "../store/query.ts"
import type { Scope } from "../store/types.ts"
import { isLevel, levelQuery } from "./level.ts"
import { alertStreams, also, scopeOf } from "./question.ts"

/** What the address of the list of alerts says. */
export const stateNames = [
  ...(["q", "from", "to", "level", "rule", "tactic", "source"] as const),
  ...(["status", "verdict", "assignee", "by", "sort", "order", "groups"] as const),
] as const
export type ListState = Readonly<Partial<Record<(typeof stateNames)[number], string | undefined>>>

/** What is filtered by what people have made of alerts: the states know it, not the events. */
export const judged = ["status", "verdict", "assignee"] as const
export type Judged = (typeof judged)[number]

export type States = ReadonlyMap<string, AlertState>

/** Stands for having no verdict, or being assigned to nobody. */
export const nothing = "-"

export const isStatus = (text: string | undefined): text is Status =>
  statuses.some((status) => status === text)

export const isVerdict = (text: string | undefined): text is Verdict =>
  verdicts.some((verdict) => verdict === text)

export const stateOfAlert = (states: States, alert: Event): AlertState =>
  states.get(alert["event.id"] ?? "") ?? untouched

/** The alerts that all filters leave, but for those by what people have made of them. */
export function alertScope(state: ListState, nowMs: number): Scope {
  const { q, from, to, level, rule, tactic, source } = state
  let scope = scopeOf({ q, from, to }, alertStreams, nowMs)
  if (isLevel(level)) scope = also(scope, levelQuery(level))
  const terms = { "rule.id": rule, "threat.tactic.name": tactic, "vedette.source": source }
  for (const [field, value] of Object.entries(terms))
    if (value) scope = also(scope, { is: "term", field, value })
  return scope
}

/** The alerts that all filters leave. */
export function wholeScope(state: ListState, states: States, nowMs: number): Scope {
  const query = judgedQuery(states, state)
  const scope = alertScope(state, nowMs)
  return query ? also(scope, query) : scope
}

/**
 * Of all alerts those whose state fits: by their ids, since the store of events knows no states.
 * Undefined where every alert fits.
 */
export function judgedQuery(states: States, asked: ListState): Query | undefined {
  if (judged.every((name) => !asked[name])) return undefined
  const ids = (isWanted: boolean) => ({
    is: "ids" as const,
    of: [...states].filter(([, one]) => fitsState(one, asked) === isWanted).map(([id]) => id),
  })
  if (!fitsState(untouched, asked)) return ids(true)
  const others = ids(false)
  return others.of.length > 0 ? { is: "not", of: others } : undefined
}

function fitsState(state: AlertState, { status, verdict, assignee }: ListState): boolean {
  const fits = (wanted: string | undefined, has: string | undefined) =>
    !wanted || wanted === (has || nothing)
  return (
    fits(status, state.status) && fits(verdict, state.verdict) && fits(assignee, state.assignee)
  )
}
