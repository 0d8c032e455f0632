import { type Status, statuses, verdicts } from "../alerts/state.ts"
import type { Scope, Store, Terms } from "../store/types.ts"
import { peopleIn } from "./alert-people.ts"
import {
  alertScope,
  type Judged,
  judgedQuery,
  type ListState,
  nothing,
  type States,
  wholeScope,
} from "./alert-scope.ts"
import { levelAt, levelsDown } from "./level.ts"
import { also } from "./question.ts"

/** The values that a filter can take, with how many alerts each would leave. */
export interface Counted {
  readonly name: Judged | "level"
  /** How many there are without this filter; the counts add up to it. */
  readonly all: number
  readonly values: readonly { readonly value: string; readonly count: number }[]
  readonly caveats: readonly string[]
}

const peopleMax = 8

/** Each filter's counts are those of the alerts that all the other filters leave. */
export async function countedBy(
  store: Store,
  states: States,
  state: ListState,
  nowMs: number,
  signal: AbortSignal,
): Promise<readonly Counted[]> {
  const people = peopleIn(states).slice(0, peopleMax)
  const some = (values: readonly string[]) => (values.length > 0 ? [...values, nothing] : [])
  const given = verdicts.filter((one) =>
    [...states.values()].some(({ verdict }) => verdict === one),
  )
  const asked: readonly (readonly [Judged, readonly string[]])[] = [
    ["status", statuses],
    ["verdict", some(given)],
    ["assignee", some(people)],
  ]
  const judgments = asked
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => judgedCounts(store, states, { state, name, values, nowMs }, signal))
  return Promise.all([levelCounts(store, states, state, nowMs, signal), ...judgments])
}

interface JudgedAsked {
  readonly state: ListState
  readonly name: Judged
  readonly values: readonly string[]
  readonly nowMs: number
}

async function judgedCounts(
  store: Store,
  states: States,
  { state, name, values, nowMs }: JudgedAsked,
  signal: AbortSignal,
): Promise<Counted> {
  const scope = alertScope(state, nowMs)
  const count = (value: string | undefined) =>
    countOf(store, scope, states, { ...state, [name]: value }, signal)
  const [all, ...counts] = await Promise.all([undefined, ...values].map(count))
  const counted = values.map((value, at) => ({ value, count: counts[at]! }))
  return { name, all: all!, values: counted, caveats: [] }
}

function countOf(
  store: Store,
  scope: Scope,
  states: States,
  asked: ListState,
  signal: AbortSignal,
): Promise<number> {
  const query = judgedQuery(states, asked)
  if (query?.is === "ids" && query.of.length === 0) return Promise.resolve(0)
  return store.count(query ? also(scope, query) : scope, signal)
}

async function levelCounts(
  store: Store,
  states: States,
  state: ListState,
  nowMs: number,
  signal: AbortSignal,
): Promise<Counted> {
  const scope = wholeScope({ ...state, level: undefined }, states, nowMs)
  const terms = await store.terms(scope, "event.severity", 100, signal)
  const values = levelsDown.map((level) => ({ value: level, count: sumOf(terms, level) }))
  const all = values.reduce((sum, { count }) => sum + count, 0)
  return { name: "level", all, values, caveats: terms.caveats }
}

const sumOf = ({ values }: Terms, level: string): number =>
  values
    .filter(({ value }) => levelAt(Number(value)) === level)
    .reduce((sum, { count }) => sum + count, 0)

/** How many alerts of the scope have which status; together they are all of it. */
export async function statusCounts(
  store: Store,
  scope: Scope,
  states: States,
  signal: AbortSignal,
): Promise<Record<Status, number>> {
  const counts = await Promise.all(
    statuses.map((status) => countOf(store, scope, states, { status }, signal)),
  )
  return Object.fromEntries(statuses.map((status, at) => [status, counts[at]!])) as Record<
    Status,
    number
  >
}
