import { expect, test } from "bun:test"
import type { Plant } from "../testing/sim/programs.ts"
import { simulate, type Verdict } from "../testing/sim/world.ts"

/** VEDETTE_SIM_SEED begins elsewhere, to see a failure again; VEDETTE_SIM_SEEDS makes more of them. */
const first = Number(process.env["VEDETTE_SIM_SEED"] ?? 1)
const count = Number(process.env["VEDETTE_SIM_SEEDS"] ?? 200)
const limitMs = 300_000 // of a machine that does other things too

function* worlds(from: number, most: number, plant?: Plant): Generator<Verdict> {
  for (let seed = from; seed < from + most; seed++) yield simulate(seed, plant)
}

test(
  "whatever fails, lies, dies or loses its power: nothing is lost, doubled, out of order or of bounds",
  () => {
    let [deaths, events] = [0, 0]
    for (const verdict of worlds(first, count)) {
      expect(verdict).toMatchObject({ seed: verdict.seed, wrongs: [] })
      deaths += verdict.deaths
      events += verdict.events
    }
    expect(deaths / count).toBeGreaterThan(3) // a world without trouble would prove nothing
    expect(events / count).toBeGreaterThan(50)
  },
  limitMs,
)

test("a seed is the same world each time", () => {
  expect(simulate(7)).toEqual(simulate(7))
})

const plants: Record<string, Plant> = {
  "a sink that answers before it has written": {
    log: (log) => ({
      ...log,
      append(records, signal, note) {
        void log.append(records, signal, note).catch(() => {})
        return Promise.resolve()
      },
    }),
  },
  "a log that forgets a frame": {
    log: (log) => {
      let count = 0
      return {
        ...log,
        append: (records, signal, note) =>
          ++count % 20 === 0 ? Promise.resolve() : log.append(records, signal, note),
      }
    },
  },
  "a reader that moves on before the events are stored": {
    delivered: (source) => ({
      async *read(signal) {
        for await (const batch of source.read(signal)) {
          await batch.settle()
          yield { ...batch, settle: () => {} }
        }
      },
      [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
    }),
  },
  "a spool that forgets a record on its way to Kafka": {
    bus: (bus) => ({ ...bus, publish: (records, signal) => bus.publish(records.slice(1), signal) }),
  },
  "a pipeline without a bound": {
    pipeline: (pipeline) => ({ ...pipeline, inFlightBytesMax: Number.POSITIVE_INFINITY }),
  },
  "a reader that gives records in another order": {
    delivered: (source) => ({
      async *read(signal) {
        for await (const batch of source.read(signal))
          yield { ...batch, items: batch.items.toReversed() }
      },
      [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
    }),
  },
  "a reader that doesn't say that records may come again": {
    delivered: (source) => ({
      async *read(signal) {
        for await (const batch of source.read(signal))
          yield { ...batch, origin: { ...batch.origin, mayRepeat: false } }
      },
      [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
    }),
  },
  "a sink that never answers": {
    log: (log) => ({ ...log, append: () => new Promise(() => {}) }),
  },
}

test.each(Object.entries(plants))(
  "%s is seen",
  (_, plant) => {
    const isSeen = worlds(1, 150, plant).some(({ wrongs }) => wrongs.length > 0) // ends at the first
    expect(isSeen).toBe(true)
  },
  limitMs,
)
