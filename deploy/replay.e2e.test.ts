import { randomBytes } from "node:crypto"
import * as v from "valibot"
import { kafkaBusOptions } from "../shared/bus/kafka-options.ts"
import { provisionTopics } from "../shared/bus/kafka-provision.ts"
import { services } from "../shared/testing/services.ts"
import { replayKillSuite, replaySuite } from "./replay-suite.ts"

const running = await services({ kafka: true, opensearch: true })
const missing = "missing" in running
if (missing) console.warn(`left out: replay on Kafka and OpenSearch: ${running.missing}`)

async function kafkaAndOpensearch() {
  const unique = randomBytes(4).toString("hex")
  if (missing) throw new Error(running.missing)
  const bus = {
    type: "kafka" as const,
    brokers: running.kafka!.brokers,
    topicPrefix: `replay-${unique}-`,
    partitions: 3,
    sessionTimeoutMs: 6000,
  }
  const quiet = { debug() {}, info() {}, warn() {}, error() {} }
  await provisionTopics(v.parse(kafkaBusOptions, bus), { log: quiet }, false)
  return {
    bus,
    store: {
      type: "opensearch",
      nodes: [running.opensearch!.node],
      prefix: `vedette-replay-${unique}`,
      refreshMs: 100,
    },
  }
}

replaySuite("local", async () => ({}), false)
replaySuite("Kafka and OpenSearch", kafkaAndOpensearch, missing)
replayKillSuite("local", async () => ({}), false)
replayKillSuite("Kafka and OpenSearch", kafkaAndOpensearch, missing)
