import { expect, test } from "bun:test"
import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { kafkaBusOptions } from "../shared/bus/kafka-options.ts"
import { provisionTopics } from "../shared/bus/kafka-provision.ts"
import { startPrograms } from "../shared/testing/programs.ts"
import { services } from "../shared/testing/services.ts"
import { evasionsAreTold, modelIsTold, ownModelTakesOver } from "./evasion-suite.ts"

const running = await services({ kafka: true, opensearch: true })
const isMissing = "missing" in running
if (isMissing) console.log(`left out: evasions over Kafka and OpenSearch: ${running.missing}`)

test.skipIf(isMissing)(
  "Kafka, OpenSearch: an evasion becomes an alert that names the rule",
  async () => {
    if ("missing" in running) throw new Error(running.missing)
    const unique = randomBytes(4).toString("hex")
    const bus = {
      type: "kafka" as const,
      brokers: running.kafka!.brokers,
      topicPrefix: `evasion-${unique}-`,
      replicationFactor: 1,
    }
    const quiet = { debug() {}, info() {}, warn() {}, error() {} }
    await provisionTopics(v.parse(kafkaBusOptions, bus), { log: quiet }, false)
    const store = {
      type: "opensearch",
      nodes: [running.opensearch!.node],
      prefix: `vedette-${unique}`,
    }
    await using programs = await startPrograms({
      bus,
      store,
      aggregator: { evasion: { firstTrainingMsMax: 120_000 } },
    })
    expect(await evasionsAreTold(programs)).toBe(2)
    await modelIsTold(programs)
    const folder = mkdtempSync(join(tmpdir(), "vedette-evasion-"))
    await ownModelTakesOver(programs, folder, "rules/detect")
    rmSync(folder, { recursive: true })
  },
  300_000,
)
