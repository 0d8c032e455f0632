import type { Admin } from "kafkajs"
import { connectionText } from "../telemetry/connection-text.ts"
import { asked, type Lazy } from "./kafka-lazy.ts"
import type { KafkaBusOptions } from "./kafka-options.ts"
import type { BusHealth, Topic } from "./types.ts"

const answerMs = 10_000

/** Asks the cluster: a connection alone proves nothing, since a dumb peer accepts one too. */
export async function kafkaHealth(
  admin: Lazy<Admin>,
  options: KafkaBusOptions,
  groups: ReadonlyMap<string, ReadonlySet<Topic>>,
): Promise<BusHealth> {
  try {
    return await asked(admin, (opened) => ask(opened, options, groups), answerMs)
  } catch (cause) {
    return { problems: [`Kafka does not answer: ${connectionText(cause)}`], lag: {} }
  }
}

async function ask(
  admin: Admin,
  { topicPrefix }: KafkaBusOptions,
  groups: ReadonlyMap<string, ReadonlySet<Topic>>,
): Promise<BusHealth> {
  const known = new Set(await admin.listTopics())
  const read = new Set([...groups.values()].flatMap((topics) => [...topics]))
  const wanted = [...new Set<Topic>(["events", ...read])].map((topic) => topicPrefix + topic)
  const missing = wanted.filter((name) => !known.has(name))
  const problems = missing.map((name) => `Kafka has no topic ${name}: run provision`)
  problems.push(
    ...(await leaderless(
      admin,
      wanted.filter((name) => known.has(name)),
    )),
  )
  const lag: Record<string, number> = {}
  for (const [group, topics] of groups) {
    const names = [...topics].map((topic) => topicPrefix + topic)
    lag[group] = await groupLag(
      admin,
      group,
      names.filter((name) => known.has(name)),
    )
  }
  return { problems, lag }
}

async function leaderless(admin: Admin, topics: string[]): Promise<string[]> {
  if (topics.length === 0) return []
  const metadata = await admin.fetchTopicMetadata({ topics })
  return metadata.topics
    .filter(({ partitions }) => partitions.some(({ leader }) => leader < 0))
    .map(({ name }) => `a partition of ${name} has no leader`)
}

/** Records that the group has yet to settle, of all partitions (`topic/number`) or those asked for. */
export async function groupLag(
  admin: Admin,
  groupId: string,
  topics: string[],
  isAskedFor: (place: string) => boolean = () => true,
): Promise<number> {
  if (topics.length === 0) return 0
  let lag = 0
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId, topics })) {
    const at = new Map(partitions.map(({ partition, offset }) => [partition, Number(offset)]))
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic))
      if (isAskedFor(`${topic}/${partition}`))
        lag += Math.max(0, Number(high) - Math.max(at.get(partition) ?? 0, Number(low)))
  }
  return lag
}

/** Where each partition (`topic/number`) ends now. */
export async function highWatermarks(admin: Admin, topics: readonly string[]) {
  const ends = new Map<string, number>()
  for (const topic of topics)
    for (const { partition, high } of await admin.fetchTopicOffsets(topic))
      ends.set(`${topic}/${partition}`, Number(high))
  return ends
}
