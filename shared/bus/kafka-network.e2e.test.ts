import { afterEach, expect, test } from "bun:test"
import { type Forwarder, openForwarder } from "../testing/forwarder.ts"
import { until } from "../testing/programs.ts"
import { never, numbered, quietDeps, record } from "./bus-suite.ts"
import { kafkaBus } from "./kafka.ts"
import { keptLog, reading, realKafka } from "./kafka-suite.ts"
import type { Bus } from "./types.ts"

/** A forwarder stands before the broker and fails as networks do. */

const { kafka, provisioned, limitMs } = await realKafka("the bus behind a failing network")
const via = kafka?.via
let forwarder: Forwarder | undefined
const opened = async () => {
  forwarder = await openForwarder(Number(via!.address.split(":")[1]), via!.behind)
  return forwarder
}
afterEach(async () => {
  await forwarder?.[Symbol.asyncDispose]()
  forwarder = undefined
})

const impatient = {
  brokers: via ? [via.address] : [],
  connectTimeoutMs: 500,
  requestTimeoutMs: 1000,
  stallMs: 1500,
}
const behind = async (more: object = {}) => ({
  ...(await provisioned({ ...impatient, partitions: 1 })),
  sessionTimeoutMs: 2000, // less than the configuration allows: tests need not wait
  ...more,
})

/** As the collector does: again and again until it is taken. */
async function publishAtLast(bus: Bus, count: number, key: string) {
  await until(`${key} is published`, () =>
    bus.publish(numbered(count, key), never).then(
      () => true,
      () => false,
    ),
  )
}

const itVia = (does: string, check: () => Promise<void>) =>
  test.skipIf(via === undefined)(does, check, limitMs)
/** Longer than a test of every run may take: VEDETTE_LONG=1. */
const itLong = (does: string, check: () => Promise<void>) =>
  test.skipIf(via === undefined || process.env["VEDETTE_LONG"] !== "1")(does, check, limitMs)

itVia("connections that stay open and carry nothing are left for new ones", async () => {
  const network = await opened()
  const options = await behind()
  await using bus = await kafkaBus(options, quietDeps)
  await using reader = reading(bus, options.topicPrefix)
  await bus.publish(numbered(10, "before"), never)
  await reader.has(10)
  network.mute()
  await publishAtLast(bus, 10, "after")
  await reader.has(20)
  await until("healthy", async () => (await bus.health()).problems.length === 0)
})

itVia(
  "while the network takes connections and carries nothing, it says so; then all comes",
  async () => {
    const network = await opened()
    const options = await behind()
    const log = keptLog()
    await using bus = await kafkaBus(options, { ...quietDeps, log })
    await using reader = reading(bus, options.topicPrefix)
    await bus.publish(numbered(10, "before"), never)
    await reader.has(10)
    network.mutesNew = true
    network.mute()
    await expect(bus.publish([record("lost?")], never)).rejects.toThrow("Kafka took no records")
    await until("the outage is told", async () =>
      log.lines.some((line) => line.startsWith("warn Kafka is in trouble")),
    )
    expect((await bus.health()).problems[0]).toStartWith("Kafka does not answer")
    await network.restore()
    await publishAtLast(bus, 10, "after")
    await reader.has(20)
    await until("its end is told", async () =>
      log.lines.some((line) => line.startsWith("info Kafka works again")),
    )
    expect(log.lines.filter((line) => line.startsWith("warn")).length).toBeLessThan(4)
  },
)

itVia("brokers that are not there at the start are read once they are", async () => {
  const network = await opened()
  const options = await behind()
  await network.cut()
  await using bus = await kafkaBus(options, quietDeps)
  await using reader = reading(bus, options.topicPrefix)
  await expect(bus.publish([record("x")], never)).rejects.toThrow("Kafka took no records")
  await network.restore()
  await publishAtLast(bus, 10, "late")
  await reader.has(10)
})

itLong(
  "brokers that are gone for longer than the session and all retries lose nothing",
  async () => {
    const network = await opened()
    const options = await behind()
    await using bus = await kafkaBus(options, quietDeps)
    await using reader = reading(bus, options.topicPrefix)
    await publishAtLast(bus, 10, "before")
    await reader.has(10)
    await network.cut()
    const publishing = publishAtLast(bus, 10, "during")
    await Bun.sleep(5 * options.sessionTimeoutMs)
    await network.restore()
    await publishing
    await reader.has(20)
  },
)

itVia("over a slow link it is slow, and nothing is thrown out of the group", async () => {
  const network = await opened()
  const options = await behind({ requestTimeoutMs: 20_000, batchBytesMax: 50_000 })
  const log = keptLog()
  await using bus = await kafkaBus(options, { ...quietDeps, log })
  await using reader = reading(bus, options.topicPrefix)
  await bus.publish(numbered(1, "first"), never)
  await reader.has(1)
  network.bytesPerSecond = 60_000
  const noise = (i: number) =>
    Buffer.from(crypto.getRandomValues(new Uint8Array(4000))).toString("base64") + i
  await bus.publish(
    Array.from({ length: 60 }, (_, i) => record(noise(i))),
    never,
  )
  await reader.has(61)
  expect([...reader.seen.values()].every((times) => times === 1)).toBe(true)
  expect(log.lines).toEqual([])
})
