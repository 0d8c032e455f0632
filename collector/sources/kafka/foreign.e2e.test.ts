import { expect, setDefaultTimeout, test } from "bun:test"
import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { CompressionTypes, type Kafka } from "kafkajs"
import * as v from "valibot"
import { foreignClient } from "#shared/bus/kafka-suite.ts"
import { artifacts } from "#shared/scripts/services/artifacts.ts"
import { findJdk } from "#shared/scripts/services/jdk.ts"
import { services } from "#shared/testing/services.ts"
import { take, testWorld, textsOf } from "../source-suite.ts"
import { kafka, openKafka } from "./kafka.ts"

/** What others write: Java's producer with each codec, bombs, and what is gone before it is read. */

setDefaultTimeout(60_000)
const running = await services({ kafka: true })
if ("missing" in running) console.log(`left out: what others write to Kafka: ${running.missing}`)
const isMissing = "missing" in running
const isGiven = process.env["VEDETTE_TEST_KAFKA"] !== undefined
const brokers = "kafka" in running ? running.kafka!.brokers : []
const it = test.skipIf(isMissing)

async function asAdmin<T>(work: (admin: ReturnType<Kafka["admin"]>) => Promise<T>): Promise<T> {
  const admin = foreignClient(brokers).admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

async function made(): Promise<string> {
  const topic = `foreign-${randomBytes(4).toString("hex")}`
  await asAdmin((admin) => admin.createTopics({ waitForLeaders: true, topics: [{ topic }] }))
  return topic
}

const optionsOf = (topic: string, more: object = {}) =>
  v.parse(kafka.options, {
    ...{ type: "kafka", name: "under-test", brokers, topics: [topic], groupId: topic },
    ...more,
  })

async function produce(topic: string, values: readonly string[]) {
  const producer = foreignClient(brokers).producer()
  await producer.connect()
  const messages = values.map((value) => ({ value }))
  await producer.send({ topic, messages, compression: CompressionTypes.GZIP })
  await producer.disconnect()
}

const lines = Array.from({ length: 300 }, (_, i) => `Failed password for root from 8.8.8.8 ${i} ü`)

/** Kafka's own console producer. */
async function produceByJava(topic: string, codec: string) {
  const tool = ["-XX:TieredStopAtLevel=1", "-cp", join(await artifacts("kafka"), "*")]
  const child = Bun.spawn(
    [
      ...[join(findJdk(17), "bin/java"), ...tool, "org.apache.kafka.tools.ConsoleProducer"],
      ...["--bootstrap-server", brokers[0]!, "--topic", topic, "--compression-codec", codec],
    ],
    { stdin: new Blob([`${lines.join("\n")}\n`]), stdout: "ignore", stderr: "ignore" },
  )
  expect(await child.exited).toBe(0)
}

test.skipIf(isMissing || isGiven).each(["gzip", "snappy", "lz4", "zstd"])(
  "what Java's producer packs with %s is read as it was written",
  async (codec) => {
    const topic = await made()
    await produceByJava(topic, codec)
    await using source = openKafka(optionsOf(topic), testWorld())
    expect(textsOf(await take(source, lines.length))).toEqual(lines)
  },
)

it("a bomb is kept packed with its reason and place, and those behind it are read", async () => {
  const topic = await made()
  await produce(topic, ["x".repeat(900_000), "inside"])
  await produce(topic, ["behind"])
  await using source = openKafka(optionsOf(topic, { unpackedBytesMax: 10_000 }), testWorld())
  const [bomb, behind] = (await take(source, 2)).flatMap(({ items }) => items)
  expect(bomb?.reason).toContain("can't be unpacked")
  expect(bomb?.position).toBe(`${topic}:0:1`)
  expect(Bun.gunzipSync(Buffer.from(bomb!.bytes!)).length).toBeGreaterThan(900_000)
  expect(behind).toEqual({ text: "behind", position: `${topic}:0:2` })
})

it("what Kafka deleted before it was read is dropped in the ledger, with its reason", async () => {
  const topic = await made()
  const world = testWorld()
  await produce(topic, ["read"])
  {
    await using source = openKafka(optionsOf(topic), world)
    await take(source, 1)
  }
  await produce(topic, ["lost", "lost", "lost", "there"])
  await asAdmin(async (admin) => {
    await admin.fetchTopicOffsets(topic)
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: "4" }] })
  })
  await using source = openKafka(optionsOf(topic), world)
  expect(textsOf(await take(source, 1))).toEqual(["there"])
  const reason = "deleted by Kafka before it was read"
  expect(world.drops).toEqual([{ source: "under-test", reason, count: 3 }])
})
