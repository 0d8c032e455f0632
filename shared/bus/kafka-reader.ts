import type { Admin, Consumer, EachBatchPayload, Batch as KafkaBatch } from "kafkajs"
import type { Deps } from "../config/define.ts"
import type { Batch } from "../pipeline/types.ts"
import type { KafkaClient } from "./kafka-client.ts"
import { commits } from "./kafka-commits.ts"
import { type Gaps, openGaps } from "./kafka-gaps.ts"
import { type Ending, handover } from "./kafka-handover.ts"
import { groupLag } from "./kafka-health.ts"
import { asked, type Lazy } from "./kafka-lazy.ts"
import type { KafkaReaderOptions } from "./kafka-options.ts"
import { committedOffsets, idsOf, standingOf } from "./kafka-standing.ts"

const beatMs = 1000

/** What a broker sent at once, of one partition. */
export type Sent = Pick<KafkaBatch, "topic" | "partition" | "messages">

/** A part of it, as it is handed out. */
export interface Piece<Item> {
  readonly batch: Omit<Batch<Item>, "settle">
  readonly lastOffset: number
}

export interface ReaderParts<Item> {
  /** Names of the topics, whole. */
  readonly names: readonly string[]
  readonly group: string
  readonly client: KafkaClient
  readonly options: KafkaReaderOptions
  readonly deps: Deps
  readonly admin: Lazy<Admin>
  /** Told of records of a topic that the brokers deleted before they were read. */
  readonly onLost: (topic: string, count: number) => void
  /**
   * Cuts what a broker sent into batches; the last of them reaches to its last offset.
   * @param high offsets below it may have been delivered before
   */
  readonly cut: (sent: Sent, high: number, receivedMs: number) => Iterable<Piece<Item>>
}

/** What one membership in the group knows. */
interface Membership {
  /** Below these, records may have been delivered before; nothing where they could not be had. */
  readonly high: Promise<ReadonlyMap<string, number> | undefined>
  readonly gaps: Gaps
  /** Partitions, as `topic/number`. */
  readonly assigned: ReadonlySet<string>
}

/** One consumer, from its joining the group to its leaving it. */
export class KafkaReader<Item> {
  readonly #parts: ReaderParts<Item>
  readonly #consumer: Consumer
  readonly #commits
  readonly #hand = handover<Batch<Item>>()
  readonly #timers: ReturnType<typeof setInterval>[] = []
  #membership: Membership | undefined
  #before: ReadonlyMap<string, number> = new Map()
  #open = 0
  #progressMs: number
  #isDraining = false
  #closing: Promise<void> | undefined
  readonly #closed = Promise.withResolvers<void>()

  constructor(parts: ReaderParts<Item>) {
    const { client, deps } = parts
    this.#parts = parts
    this.#consumer = makeConsumer(parts)
    this.#commits = commits(this.#consumer, client, () => this.#progressed())
    this.#progressMs = deps.now()
  }

  /** @throws where the brokers can't be reached; then a new reader is to be tried */
  async open() {
    const { options } = this.#parts
    this.#listen()
    this.#timers.push(
      setInterval(() => void this.#commits.commit(), options.commitIntervalMs),
      setInterval(() => void this.#watch(), Math.ceil(options.stallMs / 4)),
    )
    try {
      await this.#consumer.connect()
      await this.#consumer.subscribe({ topics: [...this.#parts.names], fromBeginning: true })
      const { admin, group, names } = this.#parts
      this.#before = await committedOffsets(admin, group, names)
      await this.#consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => this.#eachBatch(payload),
      })
    } catch (cause) {
      await this.close()
      throw cause
    }
  }

  /** The next batch, or nothing once ended. */
  next(): Promise<Batch<Item> | undefined> {
    return this.#hand.take()
  }

  end(ending: Ending) {
    this.#hand.end(ending)
  }

  get ending(): Ending {
    return this.#hand.ending ?? {}
  }

  /** Commits what is settled and leaves the group. */
  close(): Promise<void> {
    this.#closing ??= this.#leave()
    return this.#closing
  }

  /** Closes once all that was handed out is settled; resolves when it is closed. */
  closeWhenSettled(): Promise<void> {
    this.#isDraining = true
    if (this.#open === 0) void this.close()
    return this.#closed.promise
  }

  async #leave() {
    for (const timer of this.#timers) clearInterval(timer)
    this.end({})
    for (let tries = 0; tries < 3; tries++) await this.#commits.commit()
    await this.#consumer.disconnect().catch(() => {})
    this.#closed.resolve()
  }

  #listen() {
    const { events, on } = this.#consumer
    on(events.GROUP_JOIN, ({ payload }) => this.#joined(payload.memberAssignment))
    on(events.REBALANCING, () => void this.#commits.commit())
    on(events.CRASH, ({ payload }) => this.end({ failure: payload.error }))
    on(events.REQUEST_TIMEOUT, ({ payload }) => {
      const text = `${payload.apiName}: no answer from ${payload.broker} in time`
      this.end({ failure: new Error(text) }) // kafkajs would ask the same dead connection again
    })
    on(events.START_BATCH_PROCESS, ({ payload }) => {
      if (payload.batchSize === 0) this.#passOver(payload) // only marks of transactions
    })
  }

  #passOver({
    topic,
    partition,
    lastOffset,
  }: {
    topic: string
    partition: number
    lastOffset: string
  }) {
    this.#commits.offsets.handedOut(`${topic}/${partition}`, Number(lastOffset))()
    this.#membership?.gaps.ended(`${topic}/${partition}`, Number(lastOffset) + 1)
  }

  #joined(assignment: Readonly<Record<string, number[]>>) {
    const { admin, client, group, names, deps, onLost } = this.#parts
    const places = Object.entries(assignment).flatMap(([topic, list]) =>
      list.map((partition) => `${topic}/${partition}`),
    )
    const gaps = openGaps(admin, deps.log, onLost)
    const ids = idsOf(client.kafka, names)
    this.#commits.renew(ids)
    const high = standingOf(admin, group, names, ids, this.#before)
      .then(({ ends, committed, remade }) => {
        gaps.begin(committed)
        this.#before = new Map([...this.#before, ...committed])
        for (const place of remade) this.#consumer.seek({ ...place, offset: "0" })
        return ends
      })
      .catch(() => undefined)
    this.#membership = { high, gaps, assigned: new Set(places) }
  }

  async #eachBatch(payload: EachBatchPayload) {
    const { batch } = payload
    const { topic, partition } = batch
    const place = `${topic}/${partition}`
    const membership = this.#membership
    const ends = await membership?.high
    if (payload.isStale()) return // it is sought elsewhere
    const high = ends?.get(place) ?? Number(batch.highWatermark)
    const first = Number(batch.messages[0]?.offset)
    await membership?.gaps.look(topic, partition, first).catch(() => {})
    for (const { batch: items, lastOffset } of this.#parts.cut(
      batch,
      high,
      this.#parts.deps.now(),
    )) {
      const { offsets } = this.#commits
      const last = lastOffset === lastRead(batch) ? Number(batch.lastOffset()) : lastOffset
      let settled = () => {}
      const settle = this.#settler(() => settled())
      const isPassed = await this.#pass({ ...items, settle }, payload, () => {
        this.#open++
        settled = offsets.handedOut(place, last)
      })
      if (!isPassed) return
      this.#progressed()
      membership?.gaps.ended(place, last + 1)
      payload.resolveOffset(String(lastOffset))
    }
  }

  #settler(settled: () => void) {
    let isSettled = false
    return (failure?: unknown) => {
      if (isSettled) return
      isSettled = true
      this.#open--
      if (failure === undefined) settled()
      else this.end({})
      if (this.#isDraining && this.#open === 0) void this.close()
    }
  }

  /** Waits until the batch is taken, and keeps the membership alive meanwhile. */
  async #pass(batch: Batch<Item>, payload: EachBatchPayload, onTaken: () => void) {
    const offer = this.#hand.offer(batch, onTaken)
    const taken = offer.taken.then(() => true)
    try {
      for (;;) {
        if (await Promise.race([taken, Bun.sleep(beatMs).then(() => false)])) return true
        if (this.#closing || !payload.isRunning() || payload.isStale()) return false
        await payload.heartbeat()
      }
    } catch (rebalance) {
      await this.#commits.commit()
      throw rebalance
    } finally {
      offer.withdraw()
    }
  }

  #progressed() {
    if (this.#hand.ending) return // at the end kafkajs takes a commit for done that it is not
    this.#progressMs = this.#parts.deps.now()
    this.#parts.client.recovered()
  }

  /** Records wait, nobody holds one, and yet nothing moves: the consumer is stuck. */
  async #watch() {
    const { admin, group, names, options, deps } = this.#parts
    const since = this.#progressMs
    if (this.#open > 0 || this.#hand.isOffered || deps.now() - since < options.stallMs) return
    const assigned = this.#membership?.assigned
    const isOurs = (place: string) => assigned?.has(place) ?? true
    const ask = (opened: Admin) => groupLag(opened, group, [...names], isOurs)
    const lag = await asked(admin, ask, options.stallMs).catch(() => undefined)
    if (this.#progressMs !== since || lag === undefined) return // an outage is told elsewhere
    if (lag > 0) this.end({ isStalled: true })
    else this.#progressMs = deps.now()
  }
}

/** The last that is a record: marks of transactions may follow it, which are not handed out. */
const lastRead = ({ messages }: Sent): number => Number(messages.at(-1)?.offset)

function makeConsumer<Item>({ client, group, options }: ReaderParts<Item>): Consumer {
  return client.kafka.consumer({
    groupId: group,
    allowAutoTopicCreation: false,
    sessionTimeout: options.sessionTimeoutMs,
    heartbeatInterval: Math.floor(options.sessionTimeoutMs / 10),
    maxBytesPerPartition: options.batchBytesMax,
    maxBytes: 4 * options.batchBytesMax,
    maxWaitTimeInMs: 500,
    retry: {
      retries: 5,
      initialRetryTime: 100,
      maxRetryTime: 2000,
      restartOnFailure: async () => false, // kafkaSource does, and counts
    },
  })
}
