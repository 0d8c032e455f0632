import { describe, expect, test } from "bun:test"
import type { Deps } from "../config/define.ts"
import { openMetrics } from "../telemetry/metrics.ts"
import type { Bus, BusRecord, Delivered, Topic } from "./types.ts"

/** A bus that is empty at first; opening it again is what a restart of a program is. */
export interface World extends AsyncDisposable {
  open(): Promise<Bus>
}

export const quietDeps: Deps = {
  now: Date.now,
  random: Math.random,
  log: { debug() {}, info() {}, warn() {}, error() {} },
  metrics: openMetrics(),
  home: "",
}

export const never = new AbortController().signal

export const record = (value: string, key = "k", topic: Topic = "events"): BusRecord => ({
  topic,
  key,
  value,
})

export const numbered = (count: number, key = "k") =>
  Array.from({ length: count }, (_, i) => record(`${key} ${i}`, key))

interface Reading {
  readonly items: Delivered[]
  /** How many of them were marked as possibly delivered before. */
  repeats: number
}

/** Reads until `count` records came; settles each batch, or leaves them all unsettled. */
export async function take(
  bus: Bus,
  count: number,
  { topics = ["events"] as Topic[], group = "g", settles = true } = {},
): Promise<Reading> {
  const reading: Reading = { items: [], repeats: 0 }
  const stop = new AbortController()
  await using source = bus.subscribe(topics, group)
  for await (const batch of source.read(stop.signal)) {
    reading.items.push(...batch.items)
    if (batch.origin.mayRepeat) reading.repeats += batch.items.length
    if (settles) await batch.settle()
    if (reading.items.length >= count) stop.abort()
  }
  return reading
}

const values = ({ items }: Reading) => items.map(({ value }) => value)

const limitMs = 60_000 // of a test that hangs; none comes near it

/** What each bus must do. */
export function busSuite(name: string, isMissing: boolean, make: () => Promise<World>) {
  const it: It = (does, check) =>
    test.skipIf(isMissing)(
      does,
      async () => {
        await using world = await make()
        await using bus = await world.open()
        await check(world, bus)
      },
      limitMs,
    )
  describe(name, () => {
    carries(it)
    settles(it)
  })
}

type It = (does: string, check: (world: World, bus: Bus) => Promise<void>) => void

function carries(it: It) {
  it("records arrive whole, whatever their text", async (_, bus) => {
    const texts = ["", "a\nb\0c", "🛡 ü", '{"__proto__":{"x":1}}', "x".repeat(900_000)]
    await bus.publish(
      texts.map((text) => record(text)),
      never,
    )
    const { items } = await take(bus, texts.length)
    expect(items.map(({ topic, key, value }) => ({ topic, key, value }))).toEqual(
      texts.map((text) => record(text)),
    )
  })

  it("records of one key keep their order over calls", async (_, bus) => {
    for (const half of [0, 500]) {
      const records = ["a", "b", "c"].flatMap((key) => numbered(1000, key))
      await bus.publish(
        records.filter(({ value }) => inHalf(value, half)),
        never,
      )
    }
    const { items } = await take(bus, 3000)
    for (const key of ["a", "b", "c"]) {
      const ofKey = items.filter((item) => item.key === key).map(({ value }) => value)
      expect(ofKey).toEqual(numbered(1000, key).map(({ value }) => value))
    }
  })

  it("only the topics asked for are read", async (_, bus) => {
    const records = [record("1"), record("2", "k", "alerts"), record("3", "k", "status")]
    await bus.publish(records, never)
    const reading = await take(bus, 2, { topics: ["alerts", "status"] })
    expect(values(reading).sort()).toEqual(["2", "3"])
  })

  it("each group reads everything", async (_, bus) => {
    await bus.publish(numbered(10), never)
    const [one, two] = await Promise.all([
      take(bus, 10, { group: "one" }),
      take(bus, 10, { group: "two" }),
    ])
    expect(values(one)).toEqual(values(two))
  })

  it("a reader that waits gets what is published later", async (_, bus) => {
    const waiting = take(bus, 1)
    await bus.publish([record("later")], never)
    expect(values(await waiting)).toEqual(["later"])
  })

  it("a call that is aborted already publishes nothing", async (_, bus) => {
    await expect(bus.publish([record("no")], AbortSignal.abort())).rejects.toThrow()
    await bus.publish([record("yes")], never)
    expect(values(await take(bus, 1))).toEqual(["yes"])
  })

  it("a healthy bus has no problems", async (_, bus) => {
    await bus.publish([record("1")], never)
    expect((await bus.health()).problems).toEqual([])
  })
}

function settles(it: It) {
  it("what was settled is not given again after a restart", async (world, bus) => {
    await bus.publish(numbered(10), never)
    await take(bus, 10)
    await bus[Symbol.asyncDispose]()
    await using again = await world.open()
    await again.publish([record("next")], never)
    expect(values(await take(again, 1))).toEqual(["next"])
  })

  it("what was not settled is given again, and says so", async (world, bus) => {
    await bus.publish(numbered(10), never)
    await take(bus, 10, { settles: false })
    await bus[Symbol.asyncDispose]()
    await using again = await world.open()
    const reading = await take(again, 10)
    expect(values(reading)).toEqual(numbered(10).map(({ value }) => value))
    expect(reading.repeats).toBe(10)
  })

  it("settling with a failure ends the reading and leaves the group where it stands", async (_, bus) => {
    await bus.publish([record("refused")], never)
    await using source = bus.subscribe(["events"], "g")
    let batches = 0
    for await (const batch of source.read(never)) {
      batches++
      await batch.settle(new Error("the store is down"))
    }
    await source[Symbol.asyncDispose]()
    expect(batches).toBe(1)
    expect(values(await take(bus, 1))).toEqual(["refused"])
  })

  it("a batch may be settled after the reading has ended", async (_, bus) => {
    await bus.publish([record("late")], never)
    const stop = new AbortController()
    await using source = bus.subscribe(["events"], "g")
    const open = []
    for await (const batch of source.read(stop.signal)) {
      open.push(batch)
      stop.abort()
    }
    for (const batch of open) await batch.settle()
    await source[Symbol.asyncDispose]()
    await bus.publish([record("next")], never)
    expect(values(await take(bus, 1))).toEqual(["next"])
  })
}

const inHalf = (value: string, half: number) => {
  const at = Number(value.split(" ")[1])
  return at >= half && at < half + 500
}
