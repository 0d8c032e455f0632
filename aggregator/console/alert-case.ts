import type { Event } from "#shared/ecs/event.ts"
import type { AlertState } from "../alerts/state.ts"
import { stateOf } from "../alerts/states.ts"
import { type Around, aroundOf } from "./alert-around.ts"
import { type States, wholeScope } from "./alert-scope.ts"
import { levelQuery, levelsDown } from "./level.ts"
import type { ProcessTree } from "./process-tree.ts"
import { processesOf } from "./processes.ts"
import { also } from "./question.ts"
import { statesLately } from "./states-lately.ts"
import type { World } from "./world.ts"

/** All that is shown of an alert. */
export interface Case {
  readonly state: AlertState
  readonly states: States
  /** Those that it stands on, in its order; undefined where one is no longer stored. */
  readonly events: readonly (Event | undefined)[]
  readonly found: readonly Event[]
  readonly tree: ProcessTree | undefined
  readonly around: Around
  /** The most urgent other alert that nobody has touched. */
  readonly next: Event | undefined
  /** Something around it could not be read in time. */
  readonly isCut: boolean
}

const eventsMax = 20
const nothingAround: Around = {
  ...{ fromMs: 0, toMs: 0, events: [], total: 0, alerts: [], past: [], pastTotal: 0 },
}

/** @throws where the state can't be read: what stands around an alert may fail, that may not */
export async function caseOf(world: World, alert: Event, signal: AbortSignal): Promise<Case> {
  const { store } = world
  const id = alert["event.id"] ?? ""
  let isCut = false
  const or = <Answer>(asked: Promise<Answer>, none: Answer): Promise<Answer> =>
    asked.catch(() => {
      isCut = true
      return none
    })
  const ids = (alert["vedette.event_ids"] ?? []).slice(0, eventsMax).map(String)
  const [state, states, around, ...events] = await Promise.all([
    stateOf(store, id),
    statesLately(store),
    or(aroundOf(store, alert, signal), nothingAround),
    ...ids.map((one) => or(store.get(one), undefined)),
  ])
  const found = events.filter((event) => event !== undefined)
  const [tree, next] = await Promise.all([
    or(processesOf(store, [...found, alert], signal), undefined),
    or(nextOf(world, { id, states }, signal), undefined),
  ])
  return { state, states, around, events, found, tree, next, isCut }
}

const recentMs = 7 * 86_400_000

/** Of the newest week's alerts that nobody has touched the most urgent one. */
async function nextOf(
  world: World,
  { id, states }: { readonly id: string; readonly states: States },
  signal: AbortSignal,
): Promise<Event | undefined> {
  const from = new Date(Math.max(0, world.now() - recentMs)).toISOString()
  const scope = also(wholeScope({ status: "new", from }, states, world.now()), {
    is: "not",
    of: { is: "ids", of: [id] },
  })
  for (const level of levelsDown) {
    const page = await world.store.search(also(scope, levelQuery(level)), 1, undefined, signal)
    if (page.events[0]) return page.events[0]
  }
  return undefined
}
