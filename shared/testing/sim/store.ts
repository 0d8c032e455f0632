import type { Appended, Store } from "../../../aggregator/store/types.ts"
import type { Chance } from "../../chance.ts"
import { type Event, eventIdOf } from "../../ecs/event.ts"
import type { Refusal } from "../../pipeline/types.ts"
import type { Clock } from "./clock.ts"
import { forTheLiving, type Life, step } from "./life.ts"

/**
 * A store as a data stream is: an id is known within its current index, and over all of them only
 * where it is asked to look. It fails, stores and then fails, stores later than it answers.
 */
export interface SimStore {
  of(life: Life): Store
  /** One in so many calls goes wrong; 0: none. */
  faults: number
  isGone: boolean
  /** Begins a new index. */
  rollOver(): void
  /** How often each event is stored, itself or as a dead letter, over all indexes. */
  counts(): ReadonlyMap<string, number>
  readonly stored: readonly Event[]
  /** By source: how many came again in another batch. */
  readonly deduplicated: ReadonlyMap<string, number>
}

/** What no mapping takes. */
export const poison = "poison"

export function openSimStore(clock: Clock, chance: Chance): SimStore {
  const indexes: Map<string, Event>[] = [new Map()]
  const again = new Set<string>()
  const deduplicated = new Map<string, number>()

  const keep = (event: Event, index: number, isWide: boolean, done: Done) => {
    const id = event["event.id"]!
    const wide = isWide || event["vedette.repeat"] === true
    const looked = wide ? indexes.slice(0, index + 1) : [indexes[index]!]
    const known = looked.findLast((one) => one.has(id))?.get(id)
    if (!known) {
      indexes[index]!.set(id, event)
      done.created++
    } else if (known["vedette.batch"] === event["vedette.batch"]) done.redelivered++
    else countAgain(event, done)
  }
  const countAgain = (event: Event, done: Done) => {
    const key = `${event["event.id"]} ${event["vedette.batch"]}`
    const source = event["vedette.source"] ?? ""
    if (again.has(key)) done.redelivered++
    else {
      done.duplicates++
      deduplicated.set(source, (deduplicated.get(source) ?? 0) + 1)
    }
    again.add(key)
  }
  const keepAll = (events: readonly Event[], index: number, isWide: boolean): Appended => {
    const done = { created: 0, duplicates: 0, redelivered: 0 }
    const refusals: Refusal[] = []
    for (const event of events)
      if (event["vedette.stream"] !== "pipeline" && event.message?.includes(poison))
        refusals.push({ event, reason: "mapping" })
      else keep(event, index, isWide, done)
    return { ...done, refusals }
  }

  const append = async (life: Life, given: readonly Event[], looksWide: boolean) => {
    const events = given.map((event) => ({ ...event }))
    const asked = indexes.length - 1
    await clock.sleep(chance.between(0, chance.oneIn(15) ? 3000 : 10))
    const index = indexes.length - 1
    const isWide = looksWide || index !== asked // a request that outlives its index is not our matter
    if (store.isGone) throw new Error("the store does not answer")
    if (store.faults === 0 || !chance.oneIn(store.faults)) return keepAll(events, index, isWide)
    const kind = chance.between(0, 2)
    if (kind === 0) keepAll(events.slice(0, chance.between(0, events.length)), index, isWide)
    if (kind === 1)
      clock.after(chance.between(0, 2000), () => {
        if (index === indexes.length - 1) keepAll(events, index, isWide)
      })
    if (kind === 2) keepAll(events, index, isWide)
    step(life)
    throw new Error("the answer is lost")
  }

  const store: SimStore = {
    faults: 0,
    isGone: false,
    rollOver: () => void indexes.push(new Map()),
    counts() {
      const counts = new Map<string, number>()
      for (const index of indexes)
        for (const id of [...index.keys()].map(eventIdOf)) counts.set(id, (counts.get(id) ?? 0) + 1)
      return counts
    },
    get stored() {
      return indexes.flatMap((index) => [...index.values()])
    },
    deduplicated,
    of: (life) =>
      ({
        append(events, mayRepeat) {
          step(life)
          return forTheLiving(life, append(life, events, mayRepeat))
        },
      }) as Pick<Store, "append"> as Store,
  }
  return store
}

type Done = { -readonly [K in "created" | "duplicates" | "redelivered"]: number }
