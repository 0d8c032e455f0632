import { statesOf } from "../alerts/states.ts"
import type { Store } from "../store/types.ts"
import type { States } from "./alert-scope.ts"

/** What another aggregator has changed is seen so much later; a change of ours at once. */
const freshMs = 2_000

interface Read {
  readonly atMs: number
  readonly states: Promise<States>
}

const reads = new WeakMap<Store, Read>()

/**
 * States of all alerts that someone has touched, for pages that show many: read once for all who ask
 * at about the same time. Who changes one asks for it alone, as it is then.
 */
export function statesLately(store: Store): Promise<States> {
  const last = reads.get(store)
  if (last && performance.now() - last.atMs < freshMs) return last.states
  const states = statesOf(store)
  const read = { atMs: performance.now(), states }
  reads.set(store, read)
  states.catch(() => reads.get(store) === read && reads.delete(store))
  return states
}

/** Something was changed here: the next who asks reads anew. */
export const forgetStates = (store: Store): void => void reads.delete(store)
