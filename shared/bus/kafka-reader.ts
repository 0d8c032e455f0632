import type { Admin, Consumer, EachBatchPayload } from "kafkajs"
import type { Deps } from "../config/define.ts"
import type { Batch } from "../pipeline/types.ts"
import { errorText } from "../telemetry/log.ts"
import type { KafkaClient } from "./kafka-client.ts"
import { type Handover, handover } from "./kafka-handover.ts"
import { groupLag, highWatermarks } from "./kafka-health.ts"
import { trackOffsets } from "./kafka-offsets.ts"
import type { KafkaBusOptions } from "./kafka-options.ts"
import { pieces } from "./kafka-pieces.ts"
import type { Delivered, Topic } from "./types.ts"

export interface ReaderParts {
  readonly topics: readonly Topic[]
  readonly group: string
  readonly client: KafkaClient
  readonly options: KafkaBusOptions
  readonly deps: Deps
  readonly admin: () => Promise<Admin>
}

/** One consumer, from its joining the group to its leaving it. */
export interface Reader {
  readonly hand: Handover<Batch<Delivered>>
  /** Commits what is settled and leaves the group. Idempotent. */
  close(): Promise<void>
  /** Closes once all that was handed out is settled. */
  closeWhenSettled(): void
}

/** What one membership knows; a rebalance begins a new one, and settling in the old one is void. */
interface Membership {
  readonly offsets: ReturnType<typeof trackOffsets>
  /** Below these, records may have been delivered before; nothing where they could not be had. */
  readonly high: Promise<ReadonlyMap<string, number> | undefined>
  readonly assigned: ReadonlySet<string>
}

/** @throws where the brokers can't be reached, and is then to be called again */
export async function openReader(parts: ReaderParts): Promise<Reader> {
  const { group, client, options, deps } = parts
  const names = parts.topics.map((topic) => options.topicPrefix + topic)
  const consumer = client.kafka.consumer({
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
  const hand = handover<Batch<Delivered>>()
  let membership: Membership | undefined
  let open = 0
  let progressMs = deps.now()
  let isDraining = false
  let closing: Promise<void> | undefined

  let committing = Promise.resolve()
  const commit = () => {
    committing = committing.then(commitNow)
    return committing
  }
  const commitNow = async () => {
    const offsets = membership?.offsets
    const moved = offsets?.take()
    if (!offsets || !moved || moved.size === 0) return
    try {
      await consumer.commitOffsets(toCommit(moved))
      progressMs = deps.now()
      client.recovered()
    } catch (cause) {
      offsets.untake(moved)
      client.trouble(errorText(cause))
    }
  }

  const settler = (settled: () => void) => {
    let isSettled = false
    return (failure?: unknown) => {
      if (isSettled) return
      isSettled = true
      open--
      if (failure === undefined) settled()
      else hand.end({})
      if (isDraining && open === 0) void close()
    }
  }

  const eachBatch = async (payload: EachBatchPayload) => {
    const mine = membership
    if (!mine) return
    const { topic, partition } = payload.batch
    const place = `${topic}/${partition}`
    const high = (await mine.high)?.get(place) ?? Number(payload.batch.highWatermark)
    for (const piece of pieces(payload.batch, parts, high, deps.now())) {
      const settled = mine.offsets.handedOut(place, piece.lastOffset)
      const batch = { ...piece.batch, settle: settler(settled) }
      if (!(await pass(batch, payload))) return
      open++
      progressMs = deps.now()
      client.recovered()
      payload.resolveOffset(String(piece.lastOffset))
    }
  }

  /** Waits until the batch is taken, and keeps the membership alive meanwhile. */
  const pass = async (batch: Batch<Delivered>, payload: EachBatchPayload): Promise<boolean> => {
    const offer = hand.offer(batch)
    const taken = offer.taken.then(() => true)
    try {
      for (;;) {
        if (await Promise.race([taken, Bun.sleep(beatMs).then(() => false)])) return true
        if (closing || !payload.isRunning() || payload.isStale()) return false
        await payload.heartbeat()
      }
    } catch (rebalance) {
      await commit()
      throw rebalance
    } finally {
      offer.withdraw()
    }
  }

  const close = () => {
    closing ??= (async () => {
      clearInterval(committer)
      clearInterval(watchdog)
      hand.end({})
      for (let tries = 0; tries < 3; tries++) await commit()
      await consumer.disconnect().catch(() => {})
    })()
    return closing
  }

  /** Records wait, nobody holds one, and yet nothing moves: the consumer is stuck. */
  const watch = async () => {
    if (open > 0 || hand.isOffered || deps.now() - progressMs < options.stallMs) return
    const since = progressMs
    const assigned = membership?.assigned
    const isOurs = (place: string) => assigned?.has(place) ?? true
    const lag = await parts
      .admin()
      .then((admin) => groupLag(admin, group, names, isOurs))
      .catch(() => 0)
    if (progressMs !== since) return
    if (lag > 0) hand.end({ isStalled: true })
    else progressMs = deps.now()
  }

  listen(consumer, {
    joined(assignment) {
      const assigned = new Set(assignment)
      const high = parts
        .admin()
        .then((admin) => highWatermarks(admin, names))
        .catch(() => undefined)
      membership = { offsets: trackOffsets(), high, assigned }
    },
    crashed: (error, restarts) =>
      restarts ? client.trouble(errorText(error)) : hand.end({ failure: error }),
    rebalancing: () => void commit(),
  })
  const committer = setInterval(() => void commit(), options.commitIntervalMs)
  const watchdog = setInterval(() => void watch(), Math.ceil(options.stallMs / 4))
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: names, fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch })
  } catch (cause) {
    await close()
    throw cause
  }
  return {
    hand,
    close,
    closeWhenSettled() {
      isDraining = true
      if (open === 0) void close()
    },
  }
}

const beatMs = 1000

interface Listener {
  joined(places: readonly string[]): void
  rebalancing(): void
  crashed(error: unknown, restarts: boolean): void
}

function listen(consumer: Consumer, { joined, rebalancing, crashed }: Listener) {
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const entries = Object.entries(payload.memberAssignment)
    joined(entries.flatMap(([topic, list]) => list.map((partition) => `${topic}/${partition}`)))
  })
  consumer.on(consumer.events.REBALANCING, rebalancing)
  consumer.on(consumer.events.CRASH, ({ payload }) => crashed(payload.error, payload.restart))
}

function toCommit(moved: ReadonlyMap<string, number>) {
  return [...moved].map(([place, offset]) => {
    const cut = place.lastIndexOf("/")
    const [topic, partition] = [place.slice(0, cut), Number(place.slice(cut + 1))]
    return { topic, partition, offset: String(offset) }
  })
}
