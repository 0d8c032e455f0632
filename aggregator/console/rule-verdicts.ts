import type { Event } from "#shared/ecs/event.ts"
import type { Verdict } from "../alerts/state.ts"
import { statesOf } from "../alerts/states.ts"
import type { Store } from "../store/types.ts"
import { alertStreams } from "./question.ts"

/** An alert on which someone has given a verdict. */
export interface Judged {
  readonly alert: Event
  readonly verdict: Verdict
}

const judgedMax = 2_000
const pageSize = 500
const freshMs = 30_000

interface Known {
  readonly atMs: number
  readonly byRule: Promise<ReadonlyMap<string, readonly Judged[]>>
}

const known = new WeakMap<Store, Known>()

/** The newest alerts with a verdict, by their rule; asked of the store twice a minute at most. */
export function judgedByRule(
  store: Store,
  nowMs: number,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly Judged[]>> {
  const last = known.get(store)
  if (last && Math.abs(nowMs - last.atMs) < freshMs) return last.byRule
  const byRule = gather(store, signal)
  known.set(store, { atMs: nowMs, byRule })
  byRule.catch(() => known.delete(store))
  return byRule
}

/** A verdict was given: it counts at once. */
export const forgetJudged = (store: Store): void => void known.delete(store)

async function gather(store: Store, signal: AbortSignal) {
  const verdicts = [...(await statesOf(store))]
    .flatMap(([id, { verdict, changes }]) =>
      verdict ? [{ id, verdict, atMs: changes.at(-1)?.atMs ?? 0 }] : [],
    )
    .sort((a, b) => b.atMs - a.atMs)
    .slice(0, judgedMax)
  const byId = new Map(verdicts.map(({ id, verdict }) => [id, verdict]))
  const judged: Judged[] = []
  for (let at = 0; at < verdicts.length; at += pageSize) {
    const of = verdicts.slice(at, at + pageSize).map(({ id }) => id)
    const scope = { streams: alertStreams, query: { is: "ids", of } } as const
    const { events } = await store.search(scope, pageSize, undefined, signal)
    for (const alert of events) {
      const verdict = byId.get(alert["event.id"] ?? "")
      if (verdict) judged.push({ alert, verdict })
    }
  }
  return Map.groupBy(judged, ({ alert }) => alert["rule.id"] ?? "")
}

/** How many of a rule's verdicts are which. */
export interface VerdictCounts {
  readonly judged: number
  readonly wrong: number
}

export const verdictCounts = (judged: readonly Judged[] = []): VerdictCounts => ({
  judged: judged.length,
  wrong: judged.filter(({ verdict }) => verdict === "false positive").length,
})

const wrongMin = 3
const shareMin = 0.5

/** Whether people say of most of its alerts that they are false. */
export const isNoisy = ({ judged, wrong }: VerdictCounts): boolean =>
  wrong >= wrongMin && wrong / judged >= shareMin
