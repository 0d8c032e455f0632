import { setTimeout as sleep } from "node:timers/promises"
import { KafkaJSError } from "kafkajs"
import type { Source } from "../pipeline/types.ts"
import { errorText } from "../telemetry/log.ts"
import { openReader, type Reader, type ReaderParts } from "./kafka-reader.ts"
import type { Delivered } from "./types.ts"

const retryMsMax = 10_000

/**
 * Topics as a group reads them. Outlives outages of the cluster; a consumer that makes no progress
 * is rebuilt, and when that does not help, the reading ends with an error.
 */
export function kafkaSource(parts: ReaderParts): Source<Delivered> {
  const { deps, client, options, group } = parts
  const readers = new Set<Reader>()
  const disposed = new AbortController()

  async function* read(signal: AbortSignal) {
    const ended = AbortSignal.any([signal, disposed.signal])
    for (let stalls = 0; ; ) {
      const reader = await openPatiently(parts, ended)
      if (!reader) return
      readers.add(reader)
      const end = () => reader.hand.end({})
      ended.addEventListener("abort", end)
      if (ended.aborted) end()
      try {
        for (let batch = await reader.hand.take(); batch; batch = await reader.hand.take()) {
          stalls = 0
          yield batch
        }
      } finally {
        ended.removeEventListener("abort", end)
        end()
        reader.closeWhenSettled()
      }
      const { failure, isStalled } = reader.hand.ending ?? {}
      if (failure !== undefined) throw failure
      if (!isStalled) return
      if (++stalls > 1) throw new Error(`the group ${group} makes no progress on Kafka`)
      deps.log.warn("a Kafka consumer made no progress and is rebuilt", {
        "vedette.group": group,
        "vedette.stall_ms": options.stallMs,
      })
    }
  }

  /** Nothing once the reading is to end. */
  async function openPatiently(all: ReaderParts, ended: AbortSignal): Promise<Reader | undefined> {
    for (let waitMs = 500; !ended.aborted; waitMs = Math.min(2 * waitMs, retryMsMax)) {
      try {
        return await openReader(all)
      } catch (cause) {
        if (isFinal(cause)) throw cause
        client.trouble(errorText(cause))
      }
      await sleep(waitMs * (0.5 + deps.random() / 2), undefined, { signal: ended }).catch(() => {})
    }
    return undefined
  }

  return {
    read,
    async [Symbol.asyncDispose]() {
      disposed.abort()
      await Promise.all([...readers].map((reader) => reader.close()))
    },
  }
}

/** A wrong password stays wrong; a broker that is down comes back. */
function isFinal(cause: unknown): boolean {
  if (!(cause instanceof KafkaJSError)) return true
  return !cause.retriable && cause.name !== "KafkaJSNumberOfRetriesExceeded"
}
