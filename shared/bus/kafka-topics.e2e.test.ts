import { expect } from "bun:test"
import { CompressionTypes, type Kafka } from "kafkajs"
import { openMetrics } from "../telemetry/metrics.ts"
import { until } from "../testing/programs.ts"
import { never, numbered, quietDeps, record } from "./bus-suite.ts"
import { kafkaBus } from "./kafka.ts"
import { provisionTopics } from "./kafka-provision.ts"
import { foreignClient, keptLog, reading, realKafka } from "./kafka-suite.ts"

/** What others do to topics: delete them, let records run out, write transactions. */

const { kafka, provisioned, it } = await realKafka("topics that others change")

async function asAdmin<T>(work: (admin: ReturnType<Kafka["admin"]>) => Promise<T>): Promise<T> {
  const admin = foreignClient(kafka!.brokers).admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

const deleteBefore = (topic: string, offset: string) =>
  asAdmin(async (admin) => {
    await admin.fetchTopicOffsets(topic) // kafkajs must know its leaders
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset }] })
  })

it("a topic that is deleted is told of, waited for, and read from its beginning once it is there again", async () => {
  const options = await provisioned({ partitions: 2, stallMs: 2000 })
  const log = keptLog()
  await using bus = await kafkaBus(options, { ...quietDeps, log })
  await using reader = reading(bus, options.topicPrefix)
  await bus.publish(numbered(50, "before"), never)
  await reader.has(50)
  await asAdmin((admin) => admin.deleteTopics({ topics: [`${options.topicPrefix}events`] }))
  await until("publishing is refused", () =>
    bus.publish([record("?")], never).then(
      () => false,
      () => true,
    ),
  )
  expect((await bus.health()).problems).toEqual([
    `Kafka has no topic ${options.topicPrefix}events: run provision`,
  ])
  await until("it is told", async () => log.lines.some((line) => line.startsWith("warn")))
  await provisionTopics(options, quietDeps, false)
  await until("it is published", () =>
    bus.publish(numbered(100, "after"), never).then(
      () => true,
      () => false,
    ),
  )
  await until("all after are read", async () =>
    numbered(100, "after").every(({ value }) => reader.seen.has(value)),
  )
  expect((await bus.health()).problems).toEqual([])
})

it("records that retention deleted unread are a loss: counted, told, and reading goes on", async () => {
  const options = await provisioned({ partitions: 1 })
  const log = keptLog()
  const metrics = openMetrics()
  await using bus = await kafkaBus(options, { ...quietDeps, log, metrics })
  const topic = `${options.topicPrefix}events`
  {
    await using reader = reading(bus, options.topicPrefix)
    await bus.publish(numbered(10, "read"), never)
    await reader.has(10)
  }
  await bus.publish(numbered(30, "lost"), never)
  await deleteBefore(topic, "35")
  await using reader = reading(bus, options.topicPrefix)
  await reader.has(5)
  expect([...reader.seen.keys()]).toEqual(
    numbered(30, "lost")
      .slice(25)
      .map(({ value }) => value),
  )
  const told = log.lines.filter((line) => line.startsWith("error"))
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('"vedette.offset":10,"vedette.count":25')
  expect(await metrics.text()).toContain(`deleted_unread_records_total{topic="${topic}"} 25`)
  expect((await bus.health()).problems[0]).toStartWith(`LOST: Kafka deleted 25 records of ${topic}`)
})

it("records that were deleted while they were read are counted too", async () => {
  const options = await provisioned({ partitions: 1, batchBytesMax: 1024 })
  const metrics = openMetrics()
  await using bus = await kafkaBus(options, { ...quietDeps, metrics })
  const topic = `${options.topicPrefix}events`
  const noise = () => Buffer.from(crypto.getRandomValues(new Uint8Array(600))).toString("base64")
  await bus.publish(
    Array.from({ length: 40 }, () => record(noise())),
    never,
  )
  const stop = new AbortController()
  await using source = bus.subscribe(["events"], options.topicPrefix)
  let seen = 0
  for await (const batch of source.read(stop.signal)) {
    seen += batch.items.length
    await batch.settle()
    if (seen === batch.items.length) await deleteBefore(topic, "30")
    if (batch.items.at(-1)?.position === "events/0/39") stop.abort()
  }
  const lost = Number(/deleted_unread_records_total\{.*\} (\d+)/.exec(await metrics.text())?.[1])
  expect(lost).toBeGreaterThan(0)
  expect(seen + lost).toBe(40)
})

it("of transactions what was committed is read; their marks are no lag, and no loss", async () => {
  const options = await provisioned({ partitions: 1, stallMs: 1000 })
  const log = keptLog()
  const topic = `${options.topicPrefix}events`
  const producer = foreignClient(kafka!.brokers).producer({
    transactionalId: options.topicPrefix,
    maxInFlightRequests: 1,
    idempotent: true,
  })
  await producer.connect()
  const write = async (value: string, end: "commit" | "abort") => {
    const transaction = await producer.transaction()
    await transaction.send({ topic, messages: [{ value }], compression: CompressionTypes.GZIP })
    await transaction[end]()
  }
  await using bus = await kafkaBus(options, { ...quietDeps, log })
  await using reader = reading(bus, options.topicPrefix)
  for (const n of [1, 2, 3]) {
    await write(`good ${n}`, "commit")
    await write(`bad ${n}`, "abort")
  }
  await producer.disconnect()
  await reader.has(3)
  expect([...reader.seen.keys()]).toEqual(["good 1", "good 2", "good 3"])
  const lag = async () => (await bus.health()).lag[options.topicPrefix]
  await until("nothing is left", async () => (await lag()) === 0)
  await Bun.sleep(2 * options.stallMs)
  expect(log.lines).toEqual([])
})
