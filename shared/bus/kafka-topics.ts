import type { Admin } from "kafkajs"
import type { Deps } from "../config/define.ts"
import { pause } from "../pipeline/retrying.ts"
import type { Source } from "../pipeline/types.ts"
import { connectionText } from "../telemetry/connection-text.ts"
import { kafkaClient } from "./kafka-client.ts"
import { groupLag } from "./kafka-health.ts"
import { asked, lazily } from "./kafka-lazy.ts"
import type { KafkaReaderOptions } from "./kafka-options.ts"
import type { ReaderParts } from "./kafka-reader.ts"
import { renewOnChange } from "./kafka-renewal.ts"
import { type KafkaSource, kafkaSource } from "./kafka-source.ts"

/** At a stop: for what is under way to be settled, and for the group to be left. */
const leaveMsMax = 5000
/** Longest pause between two failures. */
const failureMsMax = 30_000

export interface TopicsParts<Item> extends Pick<ReaderParts<Item>, "group" | "cut" | "onLost"> {
  readonly options: KafkaReaderOptions
  readonly deps: Deps
  readonly isWanted: (topic: string) => boolean
  /** Topics that must be there: of one that isn't, a warning tells. */
  readonly expected: readonly string[]
  /** Where the group begins in topics that it has never read. */
  readonly startAt: "beginning" | "end"
  /** Pause between two looks which topics there are. */
  readonly topicsMs: number
  /** Told at each of these looks how many records the group has yet to settle. */
  readonly onLag: (records: number) => void
}

/**
 * Topics that others write, as a group reads them: those that are there, and those that come later,
 * which are read from their beginning. The reading fails where the brokers can't be reached, or no
 * topic is there; then it is to be tried again.
 */
export function kafkaTopics<Item>(parts: TopicsParts<Item>): Source<Item> {
  const { options, deps, group } = parts
  const client = kafkaClient(options, deps.log)
  const admin = lazily(client, () => client.kafka.admin())
  const renewal = renewOnChange(client, options, deps)
  const disposed = new AbortController()
  const sources: KafkaSource<Item>[] = []
  const told = new Set<string>()
  let isFirst = true
  let failures = 0

  const tellMissing = (names: readonly string[]) => {
    for (const topic of parts.expected) {
      if (names.includes(topic)) told.delete(topic)
      else if (!told.has(topic)) {
        told.add(topic)
        deps.log.warn("a Kafka topic is not there; it is read once it is", {
          "vedette.topic": topic,
        })
      }
    }
  }
  const find = async (): Promise<readonly string[]> => {
    const names = await asked(admin, async (opened) => {
      const there = (await opened.listTopics()).filter(parts.isWanted).sort()
      if (isFirst && parts.startAt === "end") await beginAtEnd(opened, group, there)
      return there
    })
    if (names.length > 0) isFirst = false
    tellMissing(names)
    return names
  }

  const tellLag = async (names: readonly string[]) => {
    try {
      parts.onLag(await asked(admin, (opened) => groupLag(opened, group, [...names])))
    } catch {} // the next look tells
  }
  /** The first failure is told at once, those that follow ever later: who reads tells of each. */
  const patiently = async (ended: AbortSignal) => {
    try {
      const names = await unlessAborted(find(), ended)
      if (names?.length === 0) throw new Error("no such topic is there")
      failures = 0
      return names
    } catch (cause) {
      const waitMs = failures++ === 0 ? 0 : Math.min(500 * 2 ** failures, failureMsMax)
      await pause(waitMs, ended)
      throw cause
    }
  }

  async function* read(signal: AbortSignal) {
    const ended = AbortSignal.any([signal, disposed.signal])
    while (!ended.aborted) {
      const names = await patiently(ended)
      if (!names) return
      const changed = new AbortController()
      const stop = AbortSignal.any([ended, changed.signal])
      const source = kafkaSource({ ...parts, names, client, admin })
      sources.push(source)
      let looks = 0
      const watch = setInterval(async () => {
        const now = await find().catch(() => names) // an outage is the reader's to tell
        void tellLag(names)
        if (now.length === 0 || now.join() === names.join()) looks = 0
        else if (source.isJoined || ++looks > 2) changed.abort() // one that is gone keeps it from joining
      }, parts.topicsMs)
      try {
        yield* source.read(stop)
      } finally {
        clearInterval(watch)
        if (signal.aborted) await Promise.race([source.closedWhenSettled(), Bun.sleep(leaveMsMax)])
      }
      if (!changed.signal.aborted) return
    }
  }

  return {
    read,
    async [Symbol.asyncDispose]() {
      disposed.abort()
      renewal[Symbol.dispose]()
      await Promise.all(sources.map((source) => source[Symbol.asyncDispose]()))
      await admin.close()
    },
  }
}

/** @throws in words for a person */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const abort = () => resolve(undefined)
  signal.addEventListener("abort", abort)
  try {
    if (signal.aborted) abort()
    return await Promise.race([work, promise])
  } catch (cause) {
    throw new Error(`Kafka does not answer: ${connectionText(cause)}`, { cause })
  } finally {
    signal.removeEventListener("abort", abort)
  }
}

/** Written down at once, so that what comes while nobody reads is not skipped at the next start. */
async function beginAtEnd(admin: Admin, groupId: string, names: readonly string[]): Promise<void> {
  const read = await admin.fetchOffsets({ groupId, topics: [...names] })
  for (const { topic, partitions } of read) {
    if (partitions.some(({ offset }) => Number(offset) >= 0)) continue
    const ends = await admin.fetchTopicOffsets(topic)
    const places = ends.map(({ partition, high }) => ({ partition, offset: high }))
    try {
      await admin.setOffsets({ groupId, topic, partitions: places })
    } catch (cause) {
      // another member of the group reads already, and has done the same before
      if (!String(cause).includes("must have no running instances")) throw cause
    }
  }
}
