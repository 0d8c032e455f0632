import { describe, expect, setDefaultTimeout, test } from "bun:test"
import { randomBytes } from "node:crypto"
import * as v from "valibot"
import { kafkaClient } from "#shared/bus/kafka-client.ts"
import { openLog } from "#shared/telemetry/log.ts"
import { services } from "#shared/testing/services.ts"
import { describeSource, take, testWorld, textsOf } from "../source-suite.ts"
import { kafka, openKafka } from "./kafka.ts"

setDefaultTimeout(60_000)
const running = await services({ kafka: true })
if ("missing" in running) console.log(`left out: the source on a real Kafka: ${running.missing}`)
const isMissing = "missing" in running
const it = test.skipIf(isMissing)
const brokers = "kafka" in running ? running.kafka!.brokers : []

type Given = Partial<v.InferInput<typeof kafka.options>>

const optionsOf = (given: Given) =>
  v.parse(kafka.options, { type: "kafka", name: "under-test", brokers, ...given })
const fresh = () => `test-${randomBytes(4).toString("hex")}`

const quiet = openLog("test", "error", () => {})
const client = kafkaClient(optionsOf({}), quiet).kafka

async function makeTopic(topic: string, numPartitions = 1): Promise<string> {
  const admin = client.admin()
  await admin.connect()
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions }] })
  await admin.disconnect()
  return topic
}

async function produce(topic: string, values: readonly (string | Buffer | null)[]) {
  const producer = client.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  await producer.send({ topic, messages: values.map((value) => ({ value })) })
  await producer.disconnect()
}

describe.skipIf(isMissing)("on a real Kafka", () => {
  describeSource("kafka", async (world) => {
    const topic = await makeTopic(fresh())
    return {
      source: openKafka(optionsOf({ topics: [topic], groupId: topic }), world),
      send: (texts) => produce(topic, texts),
      afterFailure: "comes again",
    }
  })
})

it("a message's position is its topic, partition and offset; what is empty is counted", async () => {
  const topic = await makeTopic(fresh())
  const world = testWorld()
  await using source = openKafka(
    optionsOf({ topics: [topic], groupId: topic, recordBytesMax: 10 }),
    world,
  )
  await produce(topic, [null, "first\n", "", Buffer.from([0xff]), "x".repeat(20)])
  const items = (await take(source, 3)).flatMap((batch) => batch.items)
  expect(items).toEqual([
    { text: "first", position: `${topic}:0:1` },
    { text: "\ufffd", position: `${topic}:0:3`, bytes: Uint8Array.of(0xff) },
    { text: "x".repeat(10), position: `${topic}:0:4`, originalBytes: 20 },
  ])
  expect(await world.metrics.text()).toContain(
    'vedette_source_empty_messages_total{source="under-test"} 2',
  )
})

it("the lag is what the group has yet to settle", async () => {
  const topic = await makeTopic(fresh(), 2)
  const world = testWorld()
  const options = optionsOf({ topics: [topic], groupId: topic, topicsMs: 100 })
  await using source = openKafka(options, world)
  await produce(
    topic,
    Array.from({ length: 7 }, (_, n) => `${n}`),
  )
  const reading = source.read(new AbortController().signal)[Symbol.asyncIterator]()
  await reading.next()
  const isTold = async () =>
    (await world.metrics.text()).includes('vedette_source_lag_records{source="under-test"} 7')
  for (let turn = 0; turn < 300 && !(await isTold()); turn++) await Bun.sleep(20)
  expect(await isTold()).toBe(true)
  await reading.return?.(undefined)
})

it("topics are found by their pattern, also those that come later", async () => {
  const prefix = fresh()
  const first = await makeTopic(`${prefix}-a`)
  const options = { topicPattern: `${prefix}-.`, groupId: prefix, topicsMs: 200 }
  await using source = openKafka(optionsOf(options), testWorld())
  await produce(first, ["a"])
  expect(textsOf(await take(source, 1))).toEqual(["a"])
  const reading = take(source, 2)
  const [later, other] = [await makeTopic(`${prefix}-b`), await makeTopic(`${prefix}-other`)]
  await produce(other, ["other"])
  await produce(later, ["b"])
  await produce(first, ["a again"])
  expect(textsOf(await reading).sort()).toEqual(["a again", "b"])
})

it("a topic that isn't there is told of once, and read once it is there", async () => {
  const [there, later] = [await makeTopic(fresh()), fresh()]
  const told: unknown[] = []
  const log = openLog("test", "warn", (line) => void told.push(JSON.parse(line)["vedette.topic"]))
  const options = optionsOf({ topics: [there, later], groupId: there, topicsMs: 100 })
  await using source = openKafka(options, { ...testWorld(), log })
  await produce(there, ["first"])
  expect(textsOf(await take(source, 1))).toEqual(["first"])
  const reading = take(source, 1)
  await Bun.sleep(300)
  await makeTopic(later)
  await produce(later, ["later"])
  expect(textsOf(await reading)).toEqual(["later"])
  expect(told).toEqual([later])
})

it("a group that begins at the end misses nothing that comes while nobody reads", async () => {
  const topic = await makeTopic(fresh())
  await produce(topic, ["old"])
  const options = optionsOf({ topics: [topic], groupId: topic, startAt: "end" })
  const first = openKafka(options, testWorld())
  const abort = new AbortController()
  const waiting = first.read(abort.signal)[Symbol.asyncIterator]().next()
  const admin = client.admin()
  await admin.connect()
  for (let turn = 0; turn < 300; turn++) {
    const [offsets] = await admin.fetchOffsets({ groupId: topic, topics: [topic] })
    if (offsets?.partitions[0]?.offset === "1") break
    await Bun.sleep(50)
  }
  await admin.disconnect()
  abort.abort()
  await waiting
  await first[Symbol.asyncDispose]()
  await produce(topic, ["new"])
  await using second = openKafka(options, testWorld())
  expect(textsOf(await take(second, 1))).toEqual(["new"])
})

it("a second member takes partitions over, and nothing is lost", async () => {
  const topic = await makeTopic(fresh(), 4)
  const seen = new Map<string, string>()
  const stop = new AbortController()
  const shares = [0, 0]
  const join = async (member: number) => {
    await using source = openKafka(optionsOf({ topics: [topic], groupId: topic }), testWorld())
    for await (const batch of source.read(stop.signal)) {
      for (const { text, position } of batch.items) seen.set(text, String(position))
      shares[member]! += batch.items.length
      await batch.settle()
    }
  }
  let sent = 0
  const sendUntil = async (isEnough: () => boolean) => {
    while (!isEnough())
      await produce(
        topic,
        Array.from({ length: 50 }, () => `${sent++}`),
      )
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

test("brokers that can't be reached are an error that says so, again and again", async () => {
  const options = optionsOf({ topics: ["t"], brokers: ["127.0.0.1:1"] })
  await using source = openKafka(options, testWorld())
  await expect(take(source, 1)).rejects.toThrow("Kafka does not answer")
  await expect(take(source, 1)).rejects.toThrow("Kafka does not answer")
})

test("no topic, and a pattern that could stall, are refused", () => {
  expect(() => openKafka(optionsOf({}), testWorld())).toThrow("topics")
  expect(() => optionsOf({ topicPattern: "(a+)+\\1" })).toThrow("stall")
})
