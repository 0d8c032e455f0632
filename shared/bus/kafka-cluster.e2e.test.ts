import { afterAll, expect, test } from "bun:test"
import { randomBytes } from "node:crypto"
import { Kafka, logLevel } from "kafkajs"
import * as v from "valibot"
import { until } from "../testing/programs.ts"
import { services } from "../testing/services.ts"
import { never, quietDeps, record } from "./bus-suite.ts"
import { kafkaBus } from "./kafka.ts"
import { kafkaBusOptions } from "./kafka-options.ts"
import { provisionTopics } from "./kafka-provision.ts"
import { keptLog, reading } from "./kafka-suite.ts"
import type { Bus } from "./types.ts"

/** Three brokers, of which one is killed; SASL over TLS. The longer one: VEDETTE_LONG=1. */

const running = await services({ kafkaSecure: true })
if ("missing" in running) console.log(`left out: a cluster with dying brokers: ${running.missing}`)
const kafka = "missing" in running ? undefined : running.kafkaSecure!
const it = test.skipIf(kafka === undefined)
const limitMs = 240_000
process.env["VEDETTE_TEST_CLUSTER"] = kafka?.password ?? "-"

const fresh = () =>
  v.parse(kafkaBusOptions, {
    type: "kafka",
    brokers: kafka!.saslBrokers,
    topicPrefix: `cluster-${randomBytes(4).toString("hex")}-`,
    partitions: 3,
    replicationFactor: 3,
    requestTimeoutMs: 5000,
    sasl: { mechanism: "scram-sha-256", username: "app", password: "env:VEDETTE_TEST_CLUSTER" },
    tls: { ca: kafka!.file("ca.pem") },
  })

const revive = async () => {
  const again = await services({ kafkaSecure: true })
  return "missing" in again ? undefined : again.kafkaSecure!
}
afterAll(async () => void (kafka && (await revive())))

async function asAdmin<T>(work: (admin: ReturnType<Kafka["admin"]>) => Promise<T>): Promise<T> {
  const client = new Kafka({
    brokers: kafka!.saslBrokers,
    logLevel: logLevel.NOTHING,
    ssl: { ca: [await Bun.file(kafka!.file("ca.pem")).text()] },
    sasl: { mechanism: "plain", username: "app", password: kafka!.password },
  })
  const admin = client.admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

/** Sends numbers until stopped, each again until it is taken. */
function sending(bus: Bus) {
  const stop = new AbortController()
  let sent = 0
  let retried = 0
  const ended = (async () => {
    for (; !stop.signal.aborted; sent += 30) {
      const records = Array.from({ length: 30 }, (_, i) => record(`${sent + i}`, `${i}`))
      for (;;)
        try {
          await bus.publish(records, never)
          break
        } catch {
          retried++
          await Bun.sleep(100)
        }
    }
  })()
  return {
    get sent() {
      return sent
    },
    get retried() {
      return retried
    },
    async stop() {
      stop.abort()
      await ended
    },
  }
}

it(
  "the leader of a partition is killed while records are sent and read: each arrives, and none twice but by a retry",
  async () => {
    const options = fresh()
    await provisionTopics(options, quietDeps, false)
    await using bus = await kafkaBus(options, quietDeps)
    await using reader = reading(bus, options.topicPrefix)
    const load = sending(bus)
    await until("some are read", async () => reader.seen.size > 100)
    const pids = (await revive())!.pids
    const leader = await asAdmin(async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({
        topics: [`${options.topicPrefix}events`],
      })
      return topics[0]!.partitions[0]!.leader
    })
    process.kill(pids[leader - 1]!, "SIGKILL")
    const atKill = load.sent
    await until("it goes on without it", async () => load.sent > atKill + 500, 120_000)
    await load.stop()
    await until("all are read", async () => reader.seen.size === load.sent, 150_000)
    const twice = [...reader.seen.values()].reduce((sum, times) => sum + times - 1, 0)
    console.log(`leader killed: ${load.sent} sent, ${load.retried} retries, ${twice} came twice`)
    expect(twice).toBeLessThan(load.sent)
    await revive()
  },
  limitMs,
)

test.skipIf(kafka === undefined || process.env["VEDETTE_LONG"] !== "1")(
  "while too few replicas are in sync nothing is taken, which is told; it goes on once they are",
  async () => {
    const options = fresh()
    await provisionTopics(options, quietDeps, false)
    const topic = `${options.topicPrefix}events`
    const entry = { name: "min.insync.replicas", value: "3" }
    await asAdmin((admin) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: 2, name: topic, configEntries: [entry] }],
      }),
    )
    const log = keptLog()
    await using bus = await kafkaBus(options, { ...quietDeps, log })
    const isTaken = (value: string) => () =>
      bus.publish([record(value)], never).then(
        () => true,
        () => false,
      )
    await until("all are in sync", isTaken("before"))
    const pids = (await revive())!.pids
    process.kill(pids[2]!, "SIGKILL")
    await until(
      "the lost replica is missed",
      () =>
        bus.publish([record("during")], never).then(
          () => false,
          (cause) => String(cause).includes("in-sync"),
        ),
      90_000,
    )
    expect(log.lines.join()).toContain("Kafka is in trouble")
    await revive()
    await until("it is taken again", isTaken("after"), 90_000)
    await using reader = reading(bus, options.topicPrefix)
    await until("all are read", async () => reader.seen.has("before") && reader.seen.has("after"))
  },
  limitMs,
)
