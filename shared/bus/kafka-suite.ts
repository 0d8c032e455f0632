import { test } from "bun:test"
import { randomBytes } from "node:crypto"
import { Kafka, logLevel } from "kafkajs"
import * as v from "valibot"
import type { Log } from "../telemetry/log.ts"
import { until } from "../testing/programs.ts"
import { type Running, services } from "../testing/services.ts"
import { quietDeps } from "./bus-suite.ts"
import { calmRequestQueue } from "./kafka-client.ts"
import { kafkaBusOptions } from "./kafka-options.ts"
import { provisionTopics } from "./kafka-provision.ts"
import type { Bus } from "./types.ts"

type More = Partial<v.InferInput<typeof kafkaBusOptions>>

/** The real Kafka that tests of the bus run against, or the reason why they don't. */
export async function realKafka(what: string) {
  const running = await services({ kafka: true })
  const isMissing = "missing" in running
  if (isMissing) console.log(`left out: ${what} on a real Kafka: ${running.missing}`)
  const kafka: Running["kafka"] = isMissing ? undefined : running.kafka
  const limitMs = 60_000
  /** Options with topics of their own. */
  const fresh = (more: More = {}) =>
    v.parse(kafkaBusOptions, {
      type: "kafka",
      brokers: kafka?.brokers ?? [],
      topicPrefix: `test-${randomBytes(4).toString("hex")}-`,
      partitions: 3,
      replicationFactor: 1,
      ...more,
    })
  const provisioned = async (more: More = {}) => {
    const options = fresh(more)
    const plainly = { brokers: kafka!.brokers, requestTimeoutMs: 30_000 }
    const { sasl: _, ...rest } = options
    await provisionTopics({ ...rest, ...plainly }, quietDeps, false)
    return options
  }
  const it = (does: string, check: () => Promise<void>, mostMs = limitMs) =>
    test.skipIf(isMissing)(does, check, mostMs)
  return { kafka, isMissing, fresh, provisioned, it, limitMs }
}

/** A client that is not ours, for doing to a cluster what others do. */
export function foreignClient(brokers: readonly string[]): Kafka {
  calmRequestQueue()
  return new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING })
}

/** A log that keeps what it is told, as one text a line. */
export function keptLog(): Log & { readonly lines: readonly string[] } {
  const lines: string[] = []
  const keep = (level: string) => (message: string, fields?: object) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields ?? {})}`)
  return { lines, debug() {}, info: keep("info"), warn: keep("warn"), error: keep("error") }
}

/** Reads all the time; what came, in order, and how often. */
export function reading(bus: Bus, group: string) {
  const seen = new Map<string, number>()
  const stop = new AbortController()
  const read = async () => {
    await using source = bus.subscribe(["events"], group)
    for await (const batch of source.read(stop.signal)) {
      for (const { value } of batch.items) seen.set(value, (seen.get(value) ?? 0) + 1)
      await batch.settle()
    }
  }
  const ended = (async () => {
    while (!stop.signal.aborted) await read().catch(() => Bun.sleep(100)) // as the programs do
  })()
  return {
    seen,
    has: (count: number) => until(`${count} are read`, async () => seen.size >= count),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}
