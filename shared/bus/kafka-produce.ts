import { CompressionTypes, type Message, Partitioners, type Producer } from "kafkajs"
import type { Deps } from "../config/define.ts"
import { connectionText } from "../telemetry/connection-text.ts"
import type { KafkaClient } from "./kafka-client.ts"
import { packZstd } from "./kafka-codecs.ts"
import { asked, lazily, protocolError } from "./kafka-lazy.ts"
import type { KafkaBusOptions } from "./kafka-options.ts"
import { type Oversize, openOversize } from "./kafka-oversize.ts"
import type { BusRecord } from "./types.ts"

/** What a batch costs beside its records, and a record beside its key and value: at most. */
const batchCostBytes = 100
const recordCostBytes = 40
const tooLarge = ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"]

export interface Publishing extends AsyncDisposable {
  publish(records: readonly BusRecord[], signal: AbortSignal): Promise<void>
  problems(): readonly string[]
}

/**
 * Sends records with acks of all replicas in sync. What the brokers find too large is halved, and a
 * record that is too large by itself goes to the dead letters: it never stops those behind it.
 */
export function openPublishing(
  client: KafkaClient,
  options: KafkaBusOptions,
  deps: Deps,
): Publishing {
  const producer = lazily(client, () =>
    client.kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    }),
  )
  const admin = lazily(client, () => client.kafka.admin())
  const oversize = openOversize(options, deps, admin)
  return {
    async publish(records, signal) {
      signal.throwIfAborted()
      const sending = sendAll((ask) => asked(producer, ask), records, options, oversize, signal)
      await untilAborted(sending, signal)
      client.recovered()
    },
    problems: oversize.problems,
    async [Symbol.asyncDispose]() {
      await Promise.all([producer.close(), admin.close()])
    },
  }
}

type Ask = (ask: (producer: Producer) => Promise<unknown>) => Promise<unknown>

/** One request after the other, so that records of one key keep their order. */
async function sendAll(
  ask: Ask,
  records: readonly BusRecord[],
  options: KafkaBusOptions,
  oversize: Oversize,
  signal: AbortSignal,
): Promise<void> {
  const send = async (part: readonly BusRecord[]): Promise<void> => {
    signal.throwIfAborted()
    try {
      await ask((producer) =>
        producer.sendBatch({
          acks: -1,
          compression: CompressionTypes.ZSTD,
          timeout: options.requestTimeoutMs,
          topicMessages: topicMessages(part, options.topicPrefix),
        }),
      )
    } catch (cause) {
      if (!tooLarge.includes(protocolError(cause) ?? "")) throw cause
      await oversize.refused(part)
      if (part.length === 1) return sendInstead(part[0]!)
      const half = Math.ceil(part.length / 2)
      await send(part.slice(0, half))
      await send(part.slice(half))
    }
  }
  const sendInstead = async (record: BusRecord): Promise<void> => {
    const instead = await oversize.instead(record)
    if (instead) await send([instead])
  }
  for (const part of parts(records, oversize.bytesMax)) {
    const [only] = part
    if (part.length === 1 && isTooLarge(only!, oversize.bytesMax(only!))) await sendInstead(only!)
    else await send(part)
  }
}

/** Looked at as it will travel: most of what is large is text that packs well. */
function isTooLarge({ key, value }: BusRecord, bytesMax: number): boolean {
  if (sizeOf({ key, value }) <= bytesMax) return false
  return packZstd(Buffer.from(value)).length + batchCostBytes > bytesMax
}

const sizeOf = ({ key, value }: Pick<BusRecord, "key" | "value">): number =>
  Buffer.byteLength(value) + Buffer.byteLength(key) + recordCostBytes + batchCostBytes

/** Parts of at most so many bytes, or of one record: a batch of a broker is limited. */
function* parts(
  records: readonly BusRecord[],
  bytesMax: (record: BusRecord) => number,
): Generator<readonly BusRecord[]> {
  let part: BusRecord[] = []
  let bytes = 0
  for (const record of records) {
    const size = sizeOf(record)
    if (part.length > 0 && bytes + size > bytesMax(record)) {
      yield part
      part = []
      bytes = 0
    }
    part.push(record)
    bytes += size
  }
  if (part.length > 0) yield part
}

function topicMessages(records: readonly BusRecord[], prefix: string) {
  const byTopic = new Map<string, Message[]>()
  for (const { topic, key, value } of records) {
    const message = { key: key === "" ? null : key, value }
    const messages = byTopic.get(prefix + topic)
    if (messages) messages.push(message)
    else byTopic.set(prefix + topic, [message])
  }
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
