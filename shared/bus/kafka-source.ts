import { setTimeout as sleep } from "node:timers/promises"
import { KafkaJSError } from "kafkajs"
import type { Source } from "../pipeline/types.ts"
import { connectionText } from "../telemetry/connection-text.ts"
import { KafkaReader, type ReaderParts } from "./kafka-reader.ts"

const retryMsMax = 10_000

export interface KafkaSource<Item> extends Source<Item> {
  /** All that was handed out is settled, and the group left. */
  closedWhenSettled(): Promise<unknown>
  /** It has joined the group: only now can it leave in order. */
  readonly isJoined: boolean
}

/** Longest wait, at a stop, for the joining of a group: it may take as long as its sessions last. */
const joinMsMax = 5000

/**
 * Topics as a group reads them. Outlives outages of the cluster; a consumer that makes no progress
 * is rebuilt, and when that does not help, the reading ends with an error.
 */
export function kafkaSource<Item>(parts: ReaderParts<Item>): KafkaSource<Item> {
  const { deps, options, group } = parts
  const readers = new Set<KafkaReader<Item>>()
  const disposed = new AbortController()
  let isJoined = false

  async function* read(signal: AbortSignal) {
    const ended = AbortSignal.any([signal, disposed.signal])
    for (let stalls = 0; stalls < 2; stalls++) {
      const reader = await openPatiently(parts, ended)
      if (!reader) return
      readers.add(reader)
      isJoined = true
      const end = () => reader.end({})
      ended.addEventListener("abort", end)
      if (ended.aborted) end()
      try {
        for (let batch = await reader.next(); batch; batch = await reader.next()) {
          stalls = 0
          yield batch
        }
      } finally {
        ended.removeEventListener("abort", end)
        isJoined = false
        end()
        void reader.closeWhenSettled()
      }
      if (reader.ending.failure !== undefined) throw reader.ending.failure
      if (!reader.ending.isStalled) return
      await reader.close()
      readers.delete(reader)
      deps.log.warn("a Kafka consumer made no progress and is rebuilt", {
        "vedette.group": group,
        "vedette.stall_ms": options.stallMs,
      })
    }
    throw new Error(`the group ${group} makes no progress on Kafka`)
  }

  return {
    read,
    get isJoined() {
      return isJoined
    },
    closedWhenSettled: () => Promise.all([...readers].map((reader) => reader.closeWhenSettled())),
    async [Symbol.asyncDispose]() {
      disposed.abort()
      await Promise.all([...readers].map((reader) => reader.close()))
    },
  }
}

/** Tries until the brokers answer; nothing once the reading is to end. */
async function openPatiently<Item>(
  parts: ReaderParts<Item>,
  ended: AbortSignal,
): Promise<KafkaReader<Item> | undefined> {
  for (let waitMs = 500; !ended.aborted; waitMs = Math.min(2 * waitMs, retryMsMax)) {
    const reader = new KafkaReader(parts)
    try {
      const opening = reader.open()
      opening.catch(() => {})
      if (await Promise.race([opening.then(() => true), abortedFor(joinMsMax, ended)]))
        return reader
      void reader.close()
      return undefined
    } catch (cause) {
      if (isFinal(cause)) throw new Error(connectionText(cause), { cause })
      parts.client.trouble(connectionText(cause))
    }
    const jitteredMs = waitMs * (0.5 + parts.deps.random() / 2)
    await sleep(jitteredMs, undefined, { signal: ended }).catch(() => {})
  }
  return undefined
}

async function abortedFor(ms: number, signal: AbortSignal): Promise<false> {
  if (!signal.aborted)
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }))
  await sleep(ms)
  return false
}

/** A wrong password stays wrong; a broker that is down comes back. */
function isFinal(cause: unknown): boolean {
  if (!(cause instanceof KafkaJSError)) return true
  return !cause.retriable && cause.name !== "KafkaJSNumberOfRetriesExceeded"
}
