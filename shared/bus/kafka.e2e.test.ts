import { expect, test } from "bun:test"
import type { ConsumerConfig, Kafka } from "kafkajs"
import { busSuite, never, numbered, quietDeps, record, take, type World } from "./bus-suite.ts"
import { kafkaBus } from "./kafka.ts"
import { kafkaClient } from "./kafka-client.ts"
import { lazily } from "./kafka-lazy.ts"
import { busReader } from "./kafka-pieces.ts"
import { provisionTopics } from "./kafka-provision.ts"
import { kafkaSource } from "./kafka-source.ts"
import { realKafka } from "./kafka-suite.ts"
import type { Bus } from "./types.ts"

const { isMissing, fresh, provisioned, it, limitMs, kafka } = await realKafka("the bus")
const saslBrokers = kafka?.saslBrokers ?? []

async function world(): Promise<World> {
  const options = await provisioned()
  // groups belong to the cluster, not to the topics: their names must be fresh as well
  const ownGroups = (bus: Bus): Bus => ({
    ...bus,
    subscribe: (topics, group) => bus.subscribe(topics, options.topicPrefix + group),
  })
  return {
    open: async () => ownGroups(await kafkaBus(options, quietDeps)),
    [Symbol.asyncDispose]: async () => {},
  }
}

busSuite("the bus on Kafka", isMissing, world)

test.skipIf(saslBrokers.length === 0).each(["plain", "scram-sha-256", "scram-sha-512"] as const)(
  "user and password are accepted by %s",
  async (mechanism) => {
    process.env["VEDETTE_TEST_PASSWORD"] = "secret"
    const sasl = { mechanism, username: "app", password: "env:VEDETTE_TEST_PASSWORD" }
    const options = await provisioned({ brokers: saslBrokers, sasl })
    await using bus = await kafkaBus(options, quietDeps)
    await bus.publish([record("in")], never)
    const { items } = await take(bus, 1, { group: options.topicPrefix })
    expect(items[0]?.value).toBe("in")
  },
  limitMs,
)

test.skipIf(saslBrokers.length === 0)(
  "a wrong password ends the reading with an error",
  async () => {
    process.env["VEDETTE_TEST_WRONG"] = "wrong"
    const sasl = {
      mechanism: "scram-sha-512" as const,
      username: "app",
      password: "env:VEDETTE_TEST_WRONG",
    }
    await using bus = await kafkaBus(fresh({ brokers: saslBrokers, sasl }), quietDeps)
    await expect(take(bus, 1)).rejects.toThrow()
    expect((await bus.health()).problems[0]).toStartWith("Kafka does not answer")
  },
  limitMs,
)

it("missing topics are made, those that differ are told and left", async () => {
  const options = fresh()
  const wouldMake = await provisionTopics(options, quietDeps, true)
  expect(new Set(wouldMake.map(({ did }) => did))).toEqual(new Set(["made"]))
  expect(await provisionTopics(options, quietDeps, false)).toEqual(wouldMake)
  const kept = await provisionTopics(options, quietDeps, false)
  expect(new Set(kept.map(({ did }) => did))).toEqual(new Set(["kept"]))
  const drifted = await provisionTopics({ ...options, partitions: 4 }, quietDeps, false)
  expect(drifted[0]).toEqual({
    kind: "topic",
    name: `${options.topicPrefix}events`,
    did: "drifted",
    detail: "partitions is 3, wanted 4",
  })
})

it("a missing topic is a problem of its health, and publishing to it is refused", async () => {
  const options = fresh()
  await using bus = await kafkaBus(options, quietDeps)
  await expect(bus.publish([record("lost?")], never)).rejects.toThrow("Kafka took no records")
  expect((await bus.health()).problems).toEqual([
    `Kafka has no topic ${options.topicPrefix}events: run provision`,
  ])
})

it("the lag is what a group has yet to settle", async () => {
  const options = await provisioned()
  const group = options.topicPrefix
  await using bus = await kafkaBus(options, quietDeps)
  await bus.publish(numbered(10), never)
  await take(bus, 10, { group })
  await bus.publish(numbered(7), never)
  expect((await bus.health()).lag).toEqual({ [group]: 7 })
})

it("a call larger than a broker's batch arrives in order", async () => {
  const options = await provisioned({ batchBytesMax: 100_000 })
  await using bus = await kafkaBus(options, quietDeps)
  const sent = Array.from({ length: 40 }, (_, i) => record(`${i} ${"x".repeat(50_000)}`))
  await bus.publish(sent, never)
  const { items } = await take(bus, 40, { group: options.topicPrefix })
  expect(items.map(({ value }) => value)).toEqual(sent.map(({ value }) => value))
})

it("a second reader takes partitions over while the first works, and nothing is lost", async () => {
  const options = await provisioned()
  const stop = new AbortController()
  const seen = new Set<string>()
  const shares = [0, 0]
  const join = async (i: number) => {
    await using bus = await kafkaBus(options, quietDeps)
    await using source = bus.subscribe(["events"], options.topicPrefix)
    for await (const batch of source.read(stop.signal)) {
      for (const { value } of batch.items) seen.add(value)
      shares[i]! += batch.items.length
      await batch.settle()
    }
  }
  await using writer = await kafkaBus(options, quietDeps)
  let sent = 0
  const sendUntil = async (isEnough: () => boolean) => {
    while (!isEnough()) {
      const more = Array.from({ length: 30 }, (_, i) => record(`${sent + i}`, `${i}`))
      await writer.publish(more, never)
      sent += more.length
    }
  }
  const first = join(0)
  await sendUntil(() => shares[0]! > 0)
  const second = join(1)
  await sendUntil(() => shares[1]! > 0)
  while (seen.size < sent) await Bun.sleep(20)
  stop.abort()
  await Promise.all([first, second])
  expect(seen.size).toBe(sent)
})

it("a batch that unpacks to more than the limit is handed on packed, and those behind it are read", async () => {
  const options = await provisioned({ partitions: 1 })
  await using writer = await kafkaBus(options, quietDeps)
  await writer.publish([record("x".repeat(900_000)), record("y".repeat(100_000))], never)
  await writer.publish([record("behind")], never)
  const narrow = { ...options, unpackedBytesMax: 1024 }
  await using bus = await kafkaBus(narrow, quietDeps) // the codec is the process's: the last counts
  const { items } = await take(bus, 2, { group: options.topicPrefix })
  await kafkaBus(options, quietDeps)
  const [packed, behind] = items
  expect(packed?.packed?.reason).toMatch(/^a Kafka batch can't be unpacked: .+ \(2 records\)$/)
  expect(packed?.position).toBe("events/0/1")
  expect(Bun.zstdDecompressSync(packed!.packed!.bytes).length).toBeGreaterThan(1_000_000)
  expect(behind?.value).toBe("behind")
})

it("a consumer that is stuck is rebuilt once, then the reading ends with an error", async () => {
  const options = await provisioned({ stallMs: 1000 })
  await using bus = await kafkaBus(options, quietDeps)
  await bus.publish(numbered(3), never)
  const client = kafkaClient(options, quietDeps.log)
  const admin = lazily(client, () => client.kafka.admin())
  let built = 0
  const stuck = (config: ConsumerConfig) => {
    built++
    const consumer = client.kafka.consumer(config)
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
      consumer.pause(Object.keys(payload.memberAssignment).map((topic) => ({ topic }))),
    )
    return consumer
  }
  const source = kafkaSource(
    busReader({
      topics: ["events"],
      group: options.topicPrefix,
      client: { ...client, kafka: { consumer: stuck } as Kafka },
      options,
      deps: quietDeps,
      admin,
      onLost() {},
    }),
  )
  const first = source.read(never)[Symbol.asyncIterator]().next()
  await expect(first).rejects.toThrow("makes no progress")
  expect(built).toBe(2)
  await source[Symbol.asyncDispose]()
  await admin.close()
})

test("brokers that can't be reached are a problem, not a hang", async () => {
  const options = fresh({ brokers: ["127.0.0.1:1"] })
  await using bus = await kafkaBus(options, quietDeps)
  expect((await bus.health()).problems[0]).toStartWith("Kafka does not answer")
  await expect(bus.publish([record("x")], never)).rejects.toThrow()
  const stop = new AbortController()
  await using source = bus.subscribe(["events"], "g")
  const batches = source.read(stop.signal)[Symbol.asyncIterator]()
  const first = batches.next()
  stop.abort()
  expect((await first).done).toBe(true)
})

test("certificates that can't be read are an error of the configuration", async () => {
  const options = () => fresh({ brokers: ["127.0.0.1:1"], tls: { ca: "/nowhere/ca.pem" } })
  expect(options).toThrow("/nowhere/ca.pem can't be read")
})
