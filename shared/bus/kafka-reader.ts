import type { Admin, Consumer, EachBatchPayload, Batch as KafkaBatch } from "kafkajs"
import type { Deps } from "../config/define.ts"
import type { Batch } from "../pipeline/types.ts"
import { errorText } from "../telemetry/log.ts"
import type { KafkaClient } from "./kafka-client.ts"
import { commits } from "./kafka-commits.ts"
import { type Ending, handover } from "./kafka-handover.ts"
import { groupLag, highWatermarks } from "./kafka-health.ts"
import type { KafkaReaderOptions } from "./kafka-options.ts"

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
  readonly admin: () => Promise<Admin>
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
    on(events.CRASH, ({ payload }) => {
      if (payload.restart) this.#parts.client.trouble(errorText(payload.error))
      else this.end({ failure: payload.error })
    })
  }

  #joined(assignment: Readonly<Record<string, number[]>>) {
    const places = Object.entries(assignment).flatMap(([topic, list]) =>
      list.map((partition) => `${topic}/${partition}`),
    )
    const high = this.#parts
      .admin()
      .then((admin) => highWatermarks(admin, this.#parts.names))
      .catch(() => undefined)
    this.#commits.renew()
    this.#membership = { high, assigned: new Set(places) }
  }

  async #eachBatch(payload: EachBatchPayload) {
    const { batch } = payload
    const place = `${batch.topic}/${batch.partition}`
    const ends = await this.#membership?.high
    const high = ends?.get(place) ?? Number(batch.highWatermark)
    for (const piece of this.#parts.cut(batch, high, this.#parts.deps.now())) {
      const { offsets } = this.#commits
      let settled = () => {}
      const settle = this.#settler(() => settled())
      const isPassed = await this.#pass({ ...piece.batch, settle }, payload, () => {
        this.#open++
        settled = offsets.handedOut(place, piece.lastOffset)
      })
      if (!isPassed) return
      this.#progressed()
      payload.resolveOffset(String(piece.lastOffset))
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
    const lag = await admin()
      .then((opened) => groupLag(opened, group, [...names], isOurs))
      .catch(() => 0)
    if (this.#progressMs !== since) return
    if (lag > 0) this.end({ isStalled: true })
    else this.#progressMs = deps.now()
  }
}

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
      restartOnFailure: async () => true,
    },
  })
}
