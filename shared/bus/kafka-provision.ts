import { type Admin, ConfigResourceTypes } from "kafkajs"
import type { Deps } from "../config/define.ts"
import { kafkaClient } from "./kafka-client.ts"
import type { KafkaBusOptions } from "./kafka-options.ts"
import { type ProvisionedRight, provisionRights } from "./kafka-rights.ts"
import { type Topic, topics } from "./types.ts"

/** One topic as it was found. `did` is what was done, or in a dry run would be. */
export interface ProvisionedTopic {
  readonly kind: "topic"
  readonly name: string
  readonly did: "made" | "kept" | "drifted"
  /** How it differs from what the configuration asks. */
  readonly detail?: string
}

/**
 * Makes the topics and rights that are missing. What differs is told and left: to change it is a
 * decision.
 */
export async function provisionTopics(
  options: KafkaBusOptions,
  deps: Pick<Deps, "log">,
  dryRun: boolean,
): Promise<(ProvisionedTopic | ProvisionedRight)[]> {
  const admin = kafkaClient(options, deps.log).kafka.admin()
  await admin.connect()
  try {
    const known = new Set(await admin.listTopics())
    const missing = topics.filter((topic) => !known.has(options.topicPrefix + topic))
    if (!dryRun && missing.length > 0) await make(admin, missing, options)
    const rows = topics.map(async (topic): Promise<ProvisionedTopic> => {
      const name = options.topicPrefix + topic
      if (missing.includes(topic)) return { kind: "topic", name, did: "made" }
      const detail = await drift(admin, topic, options)
      return detail
        ? { kind: "topic", name, did: "drifted", detail }
        : { kind: "topic", name, did: "kept" }
    })
    return [...(await Promise.all(rows)), ...(await provisionRights(admin, options, dryRun))]
  } finally {
    await admin.disconnect()
  }
}

async function make(admin: Admin, missing: readonly Topic[], options: KafkaBusOptions) {
  await admin.createTopics({
    waitForLeaders: false,
    topics: missing.map((topic) => ({
      topic: options.topicPrefix + topic,
      numPartitions: options.partitions,
      replicationFactor: options.replicationFactor ?? -1,
      configEntries: Object.entries(configOf(topic, options)).map(([name, value]) => ({
        name,
        value,
      })),
    })),
  })
  await appearance(
    admin,
    missing.map((topic) => options.topicPrefix + topic),
  )
}

const appearanceMs = 15_000

/** Brokers learn of a new topic one after another; until then it is unknown or has no leader. */
async function appearance(admin: Admin, topics: string[]): Promise<void> {
  const until = performance.now() + appearanceMs
  for (let waitMs = 20; ; waitMs *= 2) {
    try {
      const metadata = await admin.fetchTopicMetadata({ topics })
      if (
        metadata.topics.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))
      ) {
        for (const topic of topics) await admin.fetchTopicOffsets(topic) // does the leader know it?
        return
      }
    } catch (cause) {
      if (performance.now() > until) throw cause
    }
    if (performance.now() > until) throw new Error(`no leader for ${topics.join(", ")}`)
    await Bun.sleep(waitMs)
  }
}

function configOf(topic: Topic, options: KafkaBusOptions): Readonly<Record<string, string>> {
  const largest = { "max.message.bytes": String(2 * options.batchBytesMax) }
  if (topic === "state") return { "cleanup.policy": "compact", ...largest }
  return {
    "cleanup.policy": "delete",
    "retention.ms": String(options.retentionMs),
    ...largest,
  }
}

async function drift(admin: Admin, topic: Topic, options: KafkaBusOptions): Promise<string> {
  const name = options.topicPrefix + topic
  const metadata = await admin.fetchTopicMetadata({ topics: [name] })
  const partitions = metadata.topics[0]?.partitions ?? []
  const differences: string[] = []
  const differs = (what: string, is: unknown, wanted: unknown) => {
    if (String(is) !== String(wanted)) differences.push(`${what} is ${is}, wanted ${wanted}`)
  }
  differs("partitions", partitions.length, options.partitions)
  if (options.replicationFactor)
    differs("replication", partitions[0]?.replicas.length, options.replicationFactor)
  const found = await configFound(admin, name)
  for (const [key, wanted] of Object.entries(configOf(topic, options)))
    differs(key, found.get(key), wanted)
  return differences.join("; ")
}

async function configFound(admin: Admin, name: string): Promise<ReadonlyMap<string, string>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name }],
  })
  const entries = resources[0]?.configEntries ?? []
  return new Map(entries.map(({ configName, configValue }) => [configName, configValue]))
}
