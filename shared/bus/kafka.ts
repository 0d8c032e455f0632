import {
  CompressionTypes,
  type Message,
  Partitioners,
  type Producer,
  type TopicMessages,
} from "kafkajs"
import type { Deps } from "../config/define.ts"
import type { Source } from "../pipeline/types.ts"
import { connectionText } from "../telemetry/connection-text.ts"
import { kafkaClient } from "./kafka-client.ts"
import { kafkaHealth } from "./kafka-health.ts"
import { lazily } from "./kafka-lazy.ts"
import type { KafkaBusOptions } from "./kafka-options.ts"
import { busReader } from "./kafka-pieces.ts"
import { kafkaSource } from "./kafka-source.ts"
import type { Bus, BusRecord, Delivered, Topic } from "./types.ts"

/**
 * The bus on a Kafka cluster. The brokers are first asked when something is published, read or
 * checked, so that a cluster that is down does not keep a program from starting.
 * @throws ConfigurationError where a certificate can't be read
 */
export async function kafkaBus(options: KafkaBusOptions, deps: Deps): Promise<Bus> {
  const client = kafkaClient(options, deps.log)
  const producer = lazily(() =>
    client.kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    }),
  )
  const admin = lazily(() => client.kafka.admin())
  const sources = new Set<Source<Delivered>>()
  const read = new Map<string, Set<Topic>>()
  return {
    async publish(records, signal) {
      signal.throwIfAborted()
      const sending = send(await untilAborted(producer.open(), signal), records, options, signal)
      await untilAborted(sending, signal)
      client.recovered()
    },
    subscribe(topics, group) {
      read.set(group, new Set([...(read.get(group) ?? []), ...topics]))
      const source = kafkaSource(
        busReader({ topics, group, client, options, deps, admin: admin.open }),
      )
      sources.add(source)
      return source
    },
    health: () => kafkaHealth(admin.open, options, read),
    async [Symbol.asyncDispose]() {
      await Promise.all([...sources].map((source) => source[Symbol.asyncDispose]()))
      await Promise.all([producer.close(), admin.close()])
    },
  }
}

/** One request after the other, so that records of one key keep their order. */
async function send(
  producer: Producer,
  records: readonly BusRecord[],
  options: KafkaBusOptions,
  signal: AbortSignal,
) {
  for (const topicMessages of requests(records, options)) {
    signal.throwIfAborted()
    await producer.sendBatch({
      acks: -1,
      compression: CompressionTypes.ZSTD,
      timeout: options.requestTimeoutMs,
      topicMessages,
    })
  }
}

/** Cuts the records into requests of at most `batchBytesMax`: a batch of a broker is limited. */
function* requests(records: readonly BusRecord[], options: KafkaBusOptions) {
  let byTopic = new Map<string, Message[]>()
  let bytes = 0
  for (const { topic, key, value } of records) {
    const message = { key: key === "" ? null : key, value }
    const size = Buffer.byteLength(value) + Buffer.byteLength(key) + 20
    if (bytes > 0 && bytes + size > options.batchBytesMax) {
      yield topicMessages(byTopic)
      byTopic = new Map()
      bytes = 0
    }
    const name = options.topicPrefix + topic
    const messages = byTopic.get(name)
    if (messages) messages.push(message)
    else byTopic.set(name, [message])
    bytes += size
  }
  if (bytes > 0) yield topicMessages(byTopic)
}

function topicMessages(byTopic: ReadonlyMap<string, Message[]>): TopicMessages[] {
  return [...byTopic].map(([topic, messages]) => ({ topic, messages }))
}

/** What is under way goes on; only the waiting ends. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener("abort", abort)
  try {
    return await Promise.race([work, promise])
  } catch (cause) {
    if (signal.aborted) throw cause
    throw new Error(`Kafka took no records: ${connectionText(cause)}`, { cause })
  } finally {
    signal.removeEventListener("abort", abort)
  }
}
