import type { Deps } from "../config/define.ts"
import type { WatchOptions } from "../config/watch.ts"
import type { Source } from "../pipeline/types.ts"
import { kafkaClient } from "./kafka-client.ts"
import { kafkaHealth } from "./kafka-health.ts"
import { lazily } from "./kafka-lazy.ts"
import { openLosses } from "./kafka-losses.ts"
import type { KafkaBusOptions } from "./kafka-options.ts"
import { busReader } from "./kafka-pieces.ts"
import { openPublishing } from "./kafka-produce.ts"
import { renewOnChange } from "./kafka-renewal.ts"
import { kafkaSource } from "./kafka-source.ts"
import type { Bus, Delivered, Topic } from "./types.ts"

/**
 * The bus on a Kafka cluster. The brokers are first asked when something is published, read or
 * checked, so that a cluster that is down does not keep a program from starting.
 * @throws ConfigurationError where a certificate can't be read
 */
export async function kafkaBus(
  options: KafkaBusOptions,
  deps: Deps,
  watching?: WatchOptions,
): Promise<Bus> {
  const client = kafkaClient(options, deps.log)
  const renewal = renewOnChange(client, options, deps, watching)
  const publishing = openPublishing(client, options, deps)
  const admin = lazily(client, () => client.kafka.admin())
  const losses = openLosses(deps)
  const sources = new Set<Source<Delivered>>()
  const read = new Map<string, Set<Topic>>()
  return {
    publish: publishing.publish,
    subscribe(topics, group) {
      read.set(group, new Set([...(read.get(group) ?? []), ...topics]))
      const source = kafkaSource(
        busReader({ topics, group, client, options, deps, admin, onLost: losses.lost }),
      )
      sources.add(source)
      return source
    },
    async health() {
      const { problems, lag } = await kafkaHealth(admin, options, read)
      const more = [publishing, losses, renewal].flatMap((part) => part.problems())
      return { problems: [...problems, ...more], lag }
    },
    async [Symbol.asyncDispose]() {
      renewal[Symbol.dispose]()
      await Promise.all([...sources].map((source) => source[Symbol.asyncDispose]()))
      await Promise.all([publishing[Symbol.asyncDispose](), admin.close()])
    },
  }
}
