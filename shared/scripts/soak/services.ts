import * as v from "valibot"
import { kafkaBusOptions } from "../../bus/kafka-options.ts"
import { provisionTopics } from "../../bus/kafka-provision.ts"
import { openLog } from "../../telemetry/log.ts"
import { services } from "../../testing/services.ts"

/** Bus and store of a real Kafka and a real OpenSearch, under names of this run. @throws without them */
export async function startServices(): Promise<{ bus: object; store: object }> {
  const running = await services({ kafka: true, opensearch: true })
  if ("missing" in running) throw new Error(running.missing)
  const prefix = `soak-${Date.now().toString(36)}-`
  const bus = {
    type: "kafka" as const,
    brokers: running.kafka!.brokers,
    topicPrefix: prefix,
    replicationFactor: 1,
  }
  await provisionTopics(v.parse(kafkaBusOptions, bus), { log: openLog("soak", "error") }, false)
  const store = {
    type: "opensearch",
    nodes: [running.opensearch!.node],
    prefix: prefix.slice(0, -1),
  }
  return { bus, store }
}
