import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { kafkaBusOptions } from "../../bus/kafka-options.ts"
import { provisionTopics } from "../../bus/kafka-provision.ts"
import { prepareKafka } from "../services/kafka.ts"
import { prepareOpensearch } from "../services/opensearch.ts"
import type { Grounds } from "./grounds.ts"
import { openJvms } from "./jvms.ts"
import { atEnd } from "./leftovers.ts"

/** A Kafka and an OpenSearch that are nobody else's, so that they may be killed. */
export async function kafkaGrounds(brokers: number): Promise<Grounds> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-chaos-services-"))
  const leftovers = atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const dispose = () => {
    leftovers[Symbol.dispose]()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const prepared = await Promise.all([
      prepareKafka(folder, { brokers, isSecure: false }),
      prepareOpensearch(folder, false),
    ])
    const [kafka, opensearch] = prepared.map(openJvms) as [Jvms, Jvms]
    const all = [kafka, opensearch]
    const recovered = async (signal: AbortSignal) => {
      await Promise.all(all.map((one) => one.ready(signal)))
    }
    await recovered(AbortSignal.timeout(startMs)).catch(async (cause) => {
      await Promise.all(all.map((one) => one[Symbol.asyncDispose]()))
      throw cause
    })
    return {
      pair: "kafka",
      victims: { kafka, opensearch },
      parts: () =>
        partsOf(prepared[0].addresses["brokers"]!, prepared[1].addresses["node"]!, brokers),
      recovered,
      async [Symbol.asyncDispose]() {
        await Promise.all(all.map((one) => one[Symbol.asyncDispose]()))
        dispose()
      },
    }
  } catch (cause) {
    dispose()
    throw cause
  }
}

type Jvms = ReturnType<typeof openJvms>
const startMs = 240_000

/** Topics and indices that no other trial knows. */
async function partsOf(brokers: readonly string[], nodes: readonly string[], copies: number) {
  const unique = randomBytes(4).toString("hex")
  const bus = {
    type: "kafka" as const,
    brokers: [...brokers],
    topicPrefix: `chaos-${unique}-`,
    partitions: 2,
    replicationFactor: copies,
  }
  const quiet = { debug() {}, info() {}, warn() {}, error() {} }
  await provisionTopics(v.parse(kafkaBusOptions, bus), { log: quiet }, false)
  return { bus, store: { type: "opensearch", nodes, prefix: `vedette-${unique}` } }
}
