import { statuses, verdicts } from "../alerts/state.ts"
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
  readonly name: Judged | "level" | Named
  /** How many there are without this filter; the counts add up to it, but for tactics and rare values. */
  readonly all: number
  readonly values: readonly { readonly value: string; readonly count: number }[]
  readonly caveats: readonly string[]
}

/** Fields of which an alert may have several or none. */
const namedFields = { tactic: "threat.tactic.name", source: "vedette.source" } as const
type Named = keyof typeof namedFields

const peopleMax = 8
const namedMax = 10

/** Each filter's counts are those of the alerts that all the other filters leave. */
export async function countedBy(
  store: Store,
  states: States,
  state: ListState,
  nowMs: number,
  signal: AbortSignal,
): Promise<readonly Counted[]> {
  const chosen = state.assignee && state.assignee !== nothing ? [state.assignee] : []
  const people = [...new Set([...peopleIn(states).slice(0, peopleMax), ...chosen])]
  const given = verdicts.filter((one) =>
    [...states.values()].some(({ verdict }) => verdict === one),
  )
  const asked: readonly (readonly [Judged, readonly string[], string])[] = [
    ["status", statuses, "new"],
    ["verdict", given, nothing],
    ["assignee", people, nothing],
  ]
  const count = counter(store, alertScope(state, nowMs), states, signal)
  const judgments = asked
    .filter(([, values]) => values.length > 0)
    .map(([name, values, untold]) => judgedCounts(count, { state, name, values, untold }))
  const found = await Promise.all([
    levelCounts(store, states, state, nowMs, signal),
    ...judgments,
    namedCounts(store, states, { state, name: "tactic", nowMs }, signal),
    namedCounts(store, states, { state, name: "source", nowMs }, signal),
  ])
  return found.filter(({ name, values }) => values.length > 1 || state[name])
}

interface NamedAsked {
  readonly state: ListState
  readonly name: Named
  readonly nowMs: number
}

async function namedCounts(
  store: Store,
  states: States,
  { state, name, nowMs }: NamedAsked,
  signal: AbortSignal,
): Promise<Counted> {
  const scope = wholeScope({ ...state, [name]: undefined }, states, nowMs)
  const field = namedFields[name]
  const chosen = state[name]
  const [all, terms] = await Promise.all([
    store.count(scope, signal),
    store.terms(scope, field, namedMax, signal),
  ])
  const values = terms.values.map(({ value, count }) => ({ value, count }))
  if (chosen && !values.some(({ value }) => value === chosen)) {
    const one = also(scope, { is: "term", field, value: chosen })
    values.push({ value: chosen, count: await store.count(one, signal) })
  }
  return { name, all, values, caveats: terms.caveats }
}

interface JudgedAsked {
  readonly state: ListState
  readonly name: Judged
  readonly values: readonly string[]
  /** What an alert has that nobody has touched: of these there are as many as are left over. */
  readonly untold: string
}

async function judgedCounts(
  count: Counter,
  { state, name, values, untold }: JudgedAsked,
): Promise<Counted> {
  const told = values.filter((value) => value !== untold)
  const [all, ...counts] = await Promise.all(
    [undefined, ...told].map((value) => count({ ...state, [name]: value })),
  )
  const of = new Map(told.map((value, at) => [value, counts[at]!]))
  const isWhole = name !== "assignee" || told.length < peopleMax // else others have some too
  const left = isWhole
    ? all! - counts.reduce((sum, one) => sum + one, 0)
    : await count({ ...state, [name]: untold })
  const shown = values.includes(untold) ? values : [...values, untold]
  const counted = shown.map((value) => ({ value, count: of.get(value) ?? left }))
  return { name, all: all!, values: counted, caveats: [] }
}

type Counter = (asked: ListState) => Promise<number>

/** Of several filters that mean the same alerts the store is asked once. */
function counter(store: Store, scope: Scope, states: States, signal: AbortSignal): Counter {
  const known = new Map<string, Promise<number>>()
  return (asked) => {
    const query = judgedQuery(states, asked)
    if (query?.is === "ids" && query.of.length === 0) return Promise.resolve(0)
    const key = JSON.stringify(query) ?? ""
    const count = known.get(key) ?? store.count(query ? also(scope, query) : scope, signal)
    known.set(key, count)
    return count
  }
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
