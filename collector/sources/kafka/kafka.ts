import { kafkaTopics } from "#shared/bus/kafka-topics.ts"
import type { Deps } from "#shared/config/define.ts"
import { OptionError } from "#shared/config/opening.ts"
import type { Raw, Source } from "#shared/pipeline/types.ts"
import { safeRegex } from "#shared/regex/safe.ts"
import { defineSource, type SourceWorld } from "../define.ts"
import { openCut } from "./cut.ts"
import { type KafkaOptions, options } from "./options.ts"

export const kafka = defineSource({
  summary: "Reads topics that others write: rsyslog, Filebeat, Fluent Bit, Logstash.",
  options,
  open: openKafka,
})

/** @throws when no topic is asked for */
export function openKafka(options: KafkaOptions, deps: Deps & SourceWorld): Source<Raw> {
  const { name, groupId = `vedette-${name}`, startAt, topicsMs } = options
  const { cut, failed } = openCut(options, deps)
  const lag = deps.metrics.gauge(
    "vedette_source_lag_records",
    "Records of the topics that the group has yet to take, as it was last looked.",
    ["source"],
  )
  const isWanted = wantedBy(options)
  const source = kafkaTopics({
    options,
    deps,
    group: groupId,
    isWanted,
    expected: options.topics,
    startAt,
    topicsMs,
    cut,
    onLost: (_topic, count) => deps.drop(name, "deleted by Kafka before it was read", count),
    onLag: (records) => lag.set({ source: name }, records),
  })
  return {
    async *read(signal) {
      for await (const batch of source.read(signal))
        yield {
          ...batch,
          settle(failure) {
            if (failure !== undefined) failed(batch)
            return batch.settle(failure)
          },
        }
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  }
}

/** Topics whose names begin with `__` are the cluster's own. */
function wantedBy({ topics, topicPattern }: KafkaOptions): (topic: string) => boolean {
  if (topics.length === 0 && topicPattern === undefined)
    throw new OptionError("topics", "neither topics nor topicPattern is given")
  const names = new Set(topics)
  const pattern = topicPattern === undefined ? undefined : safeRegex(`^(?:${topicPattern})$`)
  return (topic) =>
    names.has(topic) || (!topic.startsWith("__") && pattern?.exec(topic) !== undefined)
}
