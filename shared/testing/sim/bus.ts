import type { Bus, BusRecord, Delivered, Topic } from "../../bus/types.ts"
import type { Chance } from "../../chance.ts"
import type { Batch, Source } from "../../pipeline/types.ts"
import type { Clock } from "./clock.ts"
import { forTheLiving, type Life, step } from "./life.ts"

/** A cluster that keeps what it acknowledges, and answers as clusters do on bad days. */
export interface SimKafka {
  of(life: Life): Bus
  /** One in so many calls goes wrong; 0: none. */
  faults: number
  isGone: boolean
  readonly records: readonly BusRecord[]
}

const batchMost = 20

export function openSimKafka(clock: Clock, chance: Chance): SimKafka {
  const records: BusRecord[] = []
  const committed = new Map<string, number>()
  const given = new Map<string, number>()

  /** All, nothing or a part is kept, and the answer may come late, be wrong, or be lost. */
  const publish = async (life: Life, batch: readonly BusRecord[], signal: AbortSignal) => {
    await clock.sleep(chance.between(0, chance.oneIn(15) ? 3000 : 10))
    step(life)
    signal.throwIfAborted()
    if (kafka.isGone) throw new Error("no broker answers")
    const goesWrong = kafka.faults > 0 && chance.oneIn(kafka.faults)
    const kept = goesWrong ? chance.between(0, batch.length) : batch.length
    records.push(...batch.slice(0, kept))
    if (goesWrong) throw new Error("the request timed out")
  }

  async function* read(
    life: Life,
    topics: readonly Topic[],
    group: string,
    signal: AbortSignal,
  ): AsyncGenerator<Batch<Delivered>> {
    let at = committed.get(group) ?? 0
    let hasFailed = false
    while (!signal.aborted && !hasFailed) {
      step(life)
      const from = at
      at = Math.min(records.length, from + chance.between(1, batchMost))
      if (at === from || kafka.isGone) {
        at = from
        await forTheLiving(life, clock.sleep(50))
        continue
      }
      const end = at
      const items = records
        .slice(from, end)
        .flatMap((record, i) =>
          topics.includes(record.topic) ? { ...record, position: `0:${from + i}` } : [],
        )
      const mayRepeat = from < (given.get(group) ?? 0)
      given.set(group, Math.max(end, given.get(group) ?? 0))
      const batch = `${group}-${clock.nowMs}-${from}`
      yield {
        items,
        bytes: items.reduce((sum, { value }) => sum + value.length, 0),
        origin: { source: group, batch, receivedMs: clock.nowMs, mayRepeat },
        settle(failure) {
          step(life)
          if (failure === undefined) committed.set(group, end)
          else hasFailed = true
        },
      }
    }
  }

  const kafka: SimKafka = {
    faults: 0,
    isGone: false,
    records,
    of: (life) => ({
      publish: (batch, signal) => forTheLiving(life, publish(life, batch, signal)),
      subscribe: (topics, group): Source<Delivered> => ({
        read: (signal) => read(life, topics, group, signal),
        [Symbol.asyncDispose]: async () => {},
      }),
      health: async () => ({ problems: [], lag: {} }),
      [Symbol.asyncDispose]: async () => {},
    }),
  }
  return kafka
}
