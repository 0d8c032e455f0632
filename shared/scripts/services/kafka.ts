import { randomBytes } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Kafka, logLevel } from "kafkajs"
import { calmRequestQueue } from "../../bus/kafka-client.ts"
import { artifacts } from "./artifacts.ts"
import { makeCertificates } from "./certificates.ts"
import { findJdk } from "./jdk.ts"
import { freePorts } from "./jvm.ts"
import { type Node, settings } from "./kafka-settings.ts"
import type { Prepared } from "./start.ts"

interface KafkaOptions {
  readonly brokers: number
  /** SASL over TLS and client certificates take the place of SASL over plain connections. */
  readonly isSecure: boolean
}

/**
 * Kafka in KRaft mode; every node is broker and controller.
 * @param folder an empty one, for configuration, data and logs
 */
export async function prepareKafka(
  folder: string,
  { brokers, isSecure }: KafkaOptions,
): Promise<Prepared> {
  calmRequestQueue()
  const java = `${findJdk(17)}/bin/java`
  const classPath = join(await artifacts("kafka"), "*")
  const nodes = makeNodes(folder, brokers)
  const certificates = isSecure ? join(folder, "certificates") : undefined
  if (certificates) await makeCertificates(certificates)
  const users = isSecure
    ? { app: password(), collector: password(), aggregator: password() }
    : { app: "secret" }
  for (const node of nodes) configure(node, settings(node, nodes, users, certificates))
  const cluster = randomBytes(16).toString("base64url").replace(/^-/, "A")
  await Promise.all(nodes.map((node) => format(node, java, classPath, cluster, users)))
  const at = (port: keyof Node) => nodes.map((node) => `127.0.0.1:${node[port]}`)
  return {
    launches: nodes.map((node) => ({
      java,
      args: brokerArguments(node, classPath, brokers),
      log: join(node.folder, "out.log"),
    })),
    addresses: {
      brokers: at("plain"),
      saslBrokers: at("sasl"),
      viaBrokers: at("via"),
      behindBrokers: at("behind"),
      ...(isSecure && { certificateBrokers: at("mutual") }),
    },
    users,
    ...(certificates && { certificates }),
    isReady: async () => (await brokersSeen(at("plain"))) === brokers,
  }
}

const password = () => randomBytes(12).toString("base64url")

function makeNodes(folder: string, brokers: number): Node[] {
  const ports = freePorts(brokers * 6)
  return Array.from({ length: brokers }, (_, i) => {
    const nodeFolder = join(folder, `kafka-${i + 1}`)
    mkdirSync(nodeFolder, { recursive: true })
    const [plain, controller, sasl, mutual, via, behind] = ports.slice(i * 6, i * 6 + 6)
    return {
      id: i + 1,
      folder: nodeFolder,
      plain: plain!,
      controller: controller!,
      sasl: sasl!,
      mutual: mutual!,
      via: via!,
      behind: behind!,
    }
  })
}

function configure(node: Node, properties: Readonly<Record<string, string | number | boolean>>) {
  const lines = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(join(node.folder, "server.properties"), lines.join(""), { mode: 0o600 })
  writeFileSync(join(node.folder, "log4j2.yaml"), logging)
}

const logging = `Configuration:
  Appenders:
    Console:
      name: console
      PatternLayout:
        pattern: "%d %p %c %m%n"
  Loggers:
    Root:
      level: warn
      AppenderRef:
        ref: console
`

async function format(
  node: Node,
  java: string,
  classPath: string,
  cluster: string,
  users: Readonly<Record<string, string>>,
) {
  const tool = ["-XX:TieredStopAtLevel=1", "-cp", classPath, "kafka.tools.StorageTool", "format"]
  const where = ["-t", cluster, "-c", join(node.folder, "server.properties")]
  const scram = Object.entries(users).flatMap(([name, secret]) =>
    ["256", "512"].flatMap((bits) => [
      "--add-scram",
      `SCRAM-SHA-${bits}=[name=${name},password=${secret}]`,
    ]),
  )
  const child = Bun.spawn([java, ...tool, ...where, ...scram], { stdout: "pipe", stderr: "pipe" })
  const said = new Response(child.stderr).text()
  if ((await child.exited) !== 0)
    throw new Error(`StorageTool failed: ${(await said).slice(-1000)}`)
}

function brokerArguments(node: Node, classPath: string, brokers: number): string[] {
  return [
    "-Xms128m",
    "-Xmx384m",
    brokers === 1 ? "-XX:+UseG1GC" : "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1", // ready sooner; nobody measures these
    `-Dlog4j2.configurationFile=file:${join(node.folder, "log4j2.yaml")}`,
    `-Dkafka.logs.dir=${node.folder}`,
    "-cp",
    classPath,
    "kafka.Kafka",
    join(node.folder, "server.properties"),
  ]
}

async function brokersSeen(brokers: string[]): Promise<number> {
  const retry = { retries: 0 }
  const admin = new Kafka({ brokers, logLevel: logLevel.NOTHING, retry }).admin({ retry })
  try {
    await admin.connect()
    return (await admin.describeCluster()).brokers.length
  } finally {
    await admin.disconnect()
  }
}
