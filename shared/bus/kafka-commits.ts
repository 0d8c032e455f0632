import type { Consumer } from "kafkajs"
import { connectionText } from "../telemetry/connection-text.ts"
import type { KafkaClient } from "./kafka-client.ts"
import { protocolError } from "./kafka-lazy.ts"
import { type Offsets, trackOffsets } from "./kafka-offsets.ts"

/** Moves the group on: one commit at a time, of all that was settled since the last. */
export interface Commits {
  /** Resolves when what is settled now was committed, or could not be: then the next call tries. */
  commit(): Promise<void>
  /**
   * A new membership: settling what an old one handed out moves nothing any more.
   * @param ids of the topics, committed beside the offsets
   */
  renew(ids: Promise<ReadonlyMap<string, string>>): void
  readonly offsets: Offsets
}

/** The group has moved on without us: what we would commit is another's now, or read again. */
const stale = ["ILLEGAL_GENERATION", "UNKNOWN_MEMBER_ID", "REBALANCE_IN_PROGRESS"]

export function commits(consumer: Consumer, client: KafkaClient, onMoved: () => void): Commits {
  let offsets = trackOffsets()
  let topicIds = Promise.resolve<ReadonlyMap<string, string>>(new Map())
  let committing = Promise.resolve()
  const commitNow = async () => {
    const [mine, ids] = [offsets, topicIds]
    const moved = mine.take()
    if (moved.size === 0) return
    try {
      await consumer.commitOffsets(toCommit(moved, await ids))
      onMoved()
    } catch (cause) {
      mine.untake(moved)
      if (!stale.includes(protocolError(cause) ?? "")) client.trouble(connectionText(cause))
    }
  }
  return {
    commit() {
      committing = committing.then(commitNow)
      return committing
    },
    renew(ids) {
      offsets = trackOffsets()
      topicIds = ids
    },
    get offsets() {
      return offsets
    },
  }
}

function toCommit(moved: ReadonlyMap<string, number>, ids: ReadonlyMap<string, string>) {
  return [...moved].map(([place, offset]) => {
    const cut = place.lastIndexOf("/")
    const [topic, partition] = [place.slice(0, cut), Number(place.slice(cut + 1))]
    return { topic, partition, offset: String(offset), metadata: ids.get(topic) ?? null }
  })
}
