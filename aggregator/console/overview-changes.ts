import type { Query } from "../store/query.ts"
import type { Scope, Store, Term } from "../store/types.ts"
import { also } from "./question.ts"

export type Bounded = Scope & { readonly fromMs: number; readonly toMs: number }

export interface Compared {
  readonly now: number
  readonly before: number
}

/** A value that came up, went away, or is far more or less frequent than in as long a time before. */
export interface Moved extends Compared {
  readonly what: "rule" | "dataset" | "host" | "country"
  readonly field: string
  readonly value: string
}

export interface Changes {
  readonly events: Compared
  readonly alerts: Compared
  readonly severitiesBefore: readonly Term[]
  readonly fresh: readonly Moved[]
  readonly gone: readonly Moved[]
  readonly more: readonly Moved[]
  readonly less: readonly Moved[]
}

/** Of alerts: who and what they name; of events only what is cheap to ask for. */
const watched = [
  ["rule", "rule.id", "alerts"],
  ["host", "host.name", "alerts"],
  ["dataset", "event.dataset", "events"],
  ["country", "source.geo.country_iso_code", "events"],
] as const

const valuesMax = 500
const shownMax = 8
const muchMin = 20
const muchTimes = 3

export const timeBefore = <S extends Bounded>(scope: S): S => ({
  ...scope,
  fromMs: Math.max(0, 2 * scope.fromMs - scope.toMs),
  toMs: scope.fromMs,
})

/** What is otherwise than in as long a time before. */
export async function changesOf(
  store: Pick<Store, "count" | "terms">,
  scopes: Readonly<Record<"events" | "alerts", Bounded>>,
  signal: AbortSignal,
): Promise<Changes> {
  const compared = async (scope: Bounded): Promise<Compared> => {
    const [now, before] = await Promise.all(
      [scope, timeBefore(scope)].map((one) => store.count(one, signal)),
    )
    return { now: now!, before: before! }
  }
  const [events, alerts, severities, ...moved] = await Promise.all([
    compared(scopes.events),
    compared(scopes.alerts),
    store.terms(timeBefore(scopes.alerts), "event.severity", 100, signal),
    ...watched.map((one) => movedOf(store, one, scopes[one[2]], signal)),
  ])
  const all = moved.flat()
  const isComparable = events.before > 0
  const pick = (is: (one: Moved) => boolean) =>
    isComparable ? all.filter(is).sort(byCount).slice(0, shownMax) : []
  const isMuch = (a: number, b: number) => a >= muchMin && b > 0 && a >= b * muchTimes
  return {
    ...{ events, alerts, severitiesBefore: severities.values },
    fresh: pick(({ now, before }) => now > 0 && before === 0),
    gone: pick(({ now, before }) => now === 0 && before > 0),
    more: pick(({ now, before }) => isMuch(now, before)),
    less: pick(({ now, before }) => isMuch(before, now)),
  }
}

const byCount = (a: Moved, b: Moved) => Math.max(b.now, b.before) - Math.max(a.now, a.before)

async function movedOf(
  store: Pick<Store, "terms">,
  [what, field]: (typeof watched)[number],
  scope: Bounded,
  signal: AbortSignal,
): Promise<readonly Moved[]> {
  const has: Query = { is: "exists", field }
  const [now, before] = await Promise.all(
    [scope, timeBefore(scope)].map((one) => store.terms(also(one, has), field, valuesMax, signal)),
  )
  const counts = new Map<string, { now: number; before: number }>()
  const of = (value: string) => counts.get(value) ?? { now: 0, before: 0 }
  for (const { value, count } of now!.values) counts.set(value, { ...of(value), now: count })
  for (const { value, count } of before!.values) counts.set(value, { ...of(value), before: count })
  // Of a list that is cut, what is missing may only be rare.
  const isWhole = ({ values, caveats }: typeof now & object) =>
    values.length < valuesMax && caveats.length === 0
  return [...counts]
    .map(([value, sums]) => ({ what, field, value, ...sums }))
    .filter((one) => (one.before > 0 || isWhole(before!)) && (one.now > 0 || isWhole(now!)))
}
