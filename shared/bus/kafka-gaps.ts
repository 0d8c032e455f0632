import type { Admin } from "kafkajs"
import type { Log } from "../telemetry/log.ts"
import { asked, type Lazy } from "./kafka-lazy.ts"

/** Watches that what is read of a partition goes on where it ended. */
export interface Gaps {
  /** A new membership: each partition goes on from what is committed. */
  begin(committed: ReadonlyMap<string, number> | undefined): void
  /**
   * Looks whether records from where the partition ended to `first` were deleted unread; other gaps
   * (compaction, marks of transactions) are none.
   */
  look(topic: string, partition: number, first: number): Promise<void>
  ended(place: string, next: number): void
}

export function openGaps(
  admin: Lazy<Admin>,
  log: Log,
  onLost: (topic: string, count: number) => void,
): Gaps {
  let expected = new Map<string, number>()
  return {
    begin(committed) {
      expected = new Map(committed)
    },
    async look(topic, partition, first) {
      const place = `${topic}/${partition}`
      const from = expected.get(place)
      if (from === undefined || first <= from) return
      const low = await asked(admin, (opened) => lowOf(opened, topic, partition))
      const count = Math.min(low, first) - from
      expected.set(place, first)
      if (count <= 0) return
      onLost(topic, count)
      log.error("Kafka deleted records before they were read: they are lost", {
        "vedette.topic": topic,
        "vedette.partition": partition,
        "vedette.offset": from,
        "vedette.count": count,
      })
    },
    ended(place, next) {
      expected.set(place, next)
    },
  }
}

/** The first offset that is still there. */
async function lowOf(admin: Admin, topic: string, partition: number): Promise<number> {
  const offsets = await admin.fetchTopicOffsets(topic)
  return Number(offsets.find((each) => each.partition === partition)?.low ?? 0)
}
