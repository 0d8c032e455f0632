import { setTimeout as sleep } from "node:timers/promises"
import { KafkaJSError } from "kafkajs"
import type { Source } from "../pipeline/types.ts"
import { connectionText } from "../telemetry/connection-text.ts"
import { groupLag } from "./kafka-health.ts"
import { asked, protocolError } from "./kafka-lazy.ts"
import { KafkaReader, type ReaderParts } from "./kafka-reader.ts"

const retryMsFirst = 500
const retryMsMax = 10_000
/** Failures in a row, while the cluster answers and records wait, after which the reading ends. */
const failuresMax = 5
const answerMs = 10_000

/** Consumers were rebuilt in vain: only a new process may help. */
export class NoProgress extends Error {}

export interface KafkaSource<Item> extends Source<Item> {
  /** All that was handed out is settled, and the group left. */
  closedWhenSettled(): Promise<unknown>
  /** It has joined the group: only now can it leave in order. */
  readonly isJoined: boolean
}

/** Longest wait, at a stop, for the joining of a group: it may take as long as its sessions last. */
const joinMsMax = 5000

/**
 * Topics as a group reads them. Outlives outages of the cluster, for whose time it tries again and
 * again; a consumer that makes no progress though records wait is rebuilt, and when that does not
 * help, the reading ends with `NoProgress`.
 */
export function kafkaSource<Item>(parts: ReaderParts<Item>): KafkaSource<Item> {
  const { client } = parts
  const readers = new Set<KafkaReader<Item>>()
  const disposed = new AbortController()
  let isJoined = false

  const leave = (reader: KafkaReader<Item>) => {
    isJoined = false
    reader.end({})
    void reader.closeWhenSettled().then(() => readers.delete(reader))
  }

  async function* read(signal: AbortSignal) {
    const ended = AbortSignal.any([signal, disposed.signal])
    const patience = patienceOf(parts)
    for (;;) {
      const reader = await openPatiently(parts, ended)
      if (!reader) return
      readers.add(reader)
      isJoined = true
      const end = () => reader.end({})
      const renew = () => reader.end({ isRenewed: true })
      const gone = () => reader.end({ failure: new Error("a topic is not there any more") })
      const forget = [client.onRenewed(renew), client.onTopicGone(gone)]
      ended.addEventListener("abort", end)
      if (ended.aborted) end()
      try {
        for (let batch = await reader.next(); batch; batch = await reader.next()) {
          patience.restored()
          yield batch
        }
      } finally {
        ended.removeEventListener("abort", end)
        for (const end of forget) end()
        leave(reader)
      }
      const { failure, isStalled, isRenewed } = reader.ending
      if (isRenewed) continue
      if (failure === undefined && !isStalled) return
      await patience.lost(failure, ended)
    }
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

/** What a consumer that ended means: an outage to be waited for, or one rebuilding too many. */
function patienceOf<Item>(parts: ReaderParts<Item>) {
  const { deps, options, group, names, client, admin } = parts
  let [stalls, failures, waitMs] = [0, 0, retryMsFirst]
  const noProgress = (why: string) =>
    new NoProgress(`the group ${group} makes no progress on Kafka: ${why}`)
  return {
    restored() {
      ;[stalls, failures, waitMs] = [0, 0, retryMsFirst]
    },
    /** Returns when a new consumer is to be tried. @throws where none is to be */
    async lost(failure: unknown, ended: AbortSignal): Promise<void> {
      if (failure === undefined) {
        if (++stalls > 1) throw noProgress("a rebuilt consumer is stuck as well")
        deps.log.warn("a Kafka consumer made no progress and is rebuilt", {
          "vedette.group": group,
          "vedette.stall_ms": options.stallMs,
        })
        return
      }
      if (isFinal(failure)) throw new Error(connectionText(failure), { cause: failure })
      client.trouble(connectionText(failure))
      const lag = await asked(
        admin,
        (opened) => groupLag(opened, group, [...names]),
        answerMs,
      ).catch(() => 0) // an outage: it lasts as long as it does
      if (lag > 0 && ++failures >= failuresMax) throw noProgress(connectionText(failure))
      await sleep(waitMs * (0.5 + deps.random() / 2), undefined, { signal: ended }).catch(() => {})
      waitMs = Math.min(2 * waitMs, retryMsMax)
    },
  }
}

/** Tries until the brokers answer; nothing once the reading is to end. */
async function openPatiently<Item>(
  parts: ReaderParts<Item>,
  ended: AbortSignal,
): Promise<KafkaReader<Item> | undefined> {
  for (let waitMs = retryMsFirst; !ended.aborted; waitMs = Math.min(2 * waitMs, retryMsMax)) {
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

/** A wrong password stays wrong; a broker that is down comes back, and a topic too. */
function isFinal(cause: unknown): boolean {
  if (!(cause instanceof KafkaJSError)) return cause instanceof Error && cause.name !== "Error"
  if (protocolError(cause) === "UNKNOWN_TOPIC_OR_PARTITION") return false
  if (cause.cause instanceof KafkaJSError) return isFinal(cause.cause)
  return !cause.retriable && cause.name !== "KafkaJSNumberOfRetriesExceeded"
}
