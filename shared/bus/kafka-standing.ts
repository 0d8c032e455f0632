import type { Admin, Kafka } from "kafkajs"
import { highWatermarks } from "./kafka-health.ts"
import { asked, type Lazy } from "./kafka-lazy.ts"
import { topicIds } from "./kafka-topic-ids.ts"

/** Where a group stands when a member joins it. Places are `topic/number`. */
export interface Standing {
  /** Where each partition ends now. */
  readonly ends: ReadonlyMap<string, number>
  /** What is committed, of topics that are still the same. */
  readonly committed: ReadonlyMap<string, number>
  /** Committed in a topic that was deleted: the one of its name is another, and is read whole. */
  readonly remade: readonly { readonly topic: string; readonly partition: number }[]
}

/** @param before what was committed before this member joined */
export async function standingOf(
  admin: Lazy<Admin>,
  groupId: string,
  topics: readonly string[],
  ids: Promise<ReadonlyMap<string, string>>,
  before: ReadonlyMap<string, number>,
): Promise<Standing> {
  const committed = new Map<string, number>()
  const remade: { topic: string; partition: number }[] = []
  return asked(admin, async (opened) => {
    const found = await opened.fetchOffsets({ groupId, topics: [...topics] })
    const ends = await highWatermarks(opened, topics)
    for (const { topic, partitions } of found)
      for (const { partition, offset, metadata } of partitions) {
        const id = (await ids).get(topic)
        const place = `${topic}/${partition}`
        const at = offset === toBeginning ? (before.get(place) ?? -1) : Number(offset)
        if (at < 0) continue
        if (id && isId.test(metadata ?? "") && id !== metadata) remade.push({ topic, partition })
        else committed.set(place, at)
      }
    return { ends, committed, remade }
  })
}

/** kafkajs commits it where an offset is not there any more. */
const toBeginning = "-2"

/** Places where nothing is committed are left out. */
export async function committedOffsets(
  admin: Lazy<Admin>,
  groupId: string,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = await asked(admin, (opened) =>
    opened.fetchOffsets({ groupId, topics: [...topics] }),
  )
  return new Map(
    found.flatMap(({ topic, partitions }) =>
      partitions
        .filter(({ offset }) => Number(offset) >= 0)
        .map(({ partition, offset }) => [`${topic}/${partition}`, Number(offset)] as const),
    ),
  )
}

const isId = /^[0-9a-f]{32}$/

/** None where they can't be had: then topics are known by their names alone. */
export const idsOf = (kafka: Kafka, topics: readonly string[]) =>
  topicIds(kafka, topics).catch((): ReadonlyMap<string, string> => new Map())
