import { randomBytes } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Kafka, logLevel } from "kafkajs"
import { calmRequestQueue } from "../../bus/kafka-client.ts"
import { artifacts } from "./artifacts.ts"
import { findJdk } from "./jdk.ts"
import { freePorts, startJvm, untilReady } from "./jvm.ts"

/** Kafka in KRaft mode: every node is broker and controller. */
interface Node {
  readonly id: number
  readonly folder: string
  readonly plain: number
  readonly controller: number
  readonly sasl: number
}

export interface Started {
  readonly pids: readonly number[]
  readonly addresses: Readonly<Record<string, readonly string[]>>
  readonly ready: Promise<void>
}

/** @param folder an empty one, for configuration, data and logs */
export async function startKafka(folder: string, brokers: number): Promise<Started> {
  calmRequestQueue()
  const jdk = findJdk(17)
  const classPath = join(await artifacts("kafka"), "*")
  const nodes = makeNodes(folder, brokers)
  const voters = nodes.map((node) => `${node.id}@127.0.0.1:${node.controller}`).join(",")
  const cluster = randomBytes(16).toString("base64url").replace(/^-/, "A")
  for (const node of nodes) configure(node, voters, brokers)
  await Promise.all(nodes.map((node) => format(node, jdk, classPath, cluster)))
  const logs = nodes.map((node) => join(node.folder, "out.log"))
  const pids = nodes.map((node, i) =>
    startJvm(jdk, brokerArguments(node, classPath, brokers), logs[i]!),
  )
  const addresses = {
    brokers: nodes.map((node) => `127.0.0.1:${node.plain}`),
    saslBrokers: nodes.map((node) => `127.0.0.1:${node.sasl}`),
  }
  const isReady = async () => (await brokersSeen(addresses.brokers)) === brokers
  return { pids, addresses, ready: untilReady(isReady, pids, logs) }
}

function makeNodes(folder: string, brokers: number): Node[] {
  const ports = freePorts(brokers * 3)
  return Array.from({ length: brokers }, (_, i) => {
    const nodeFolder = join(folder, `kafka-${i + 1}`)
    mkdirSync(nodeFolder, { recursive: true })
    const [plain, controller, sasl] = ports.slice(i * 3, i * 3 + 3) as [number, number, number]
    return { id: i + 1, folder: nodeFolder, plain, controller, sasl }
  })
}

function configure(node: Node, voters: string, brokers: number) {
  const login = "org.apache.kafka.common.security"
  const inSync = Math.min(2, brokers)
  const settings = {
    "process.roles": "broker,controller",
    "node.id": node.id,
    "controller.quorum.voters": voters,
    listeners: `PLAINTEXT://127.0.0.1:${node.plain},CONTROLLER://127.0.0.1:${node.controller},SASL_PLAINTEXT://127.0.0.1:${node.sasl}`,
    "advertised.listeners": `PLAINTEXT://127.0.0.1:${node.plain},SASL_PLAINTEXT://127.0.0.1:${node.sasl}`,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map":
      "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT",
    "sasl.enabled.mechanisms": "SCRAM-SHA-512,PLAIN",
    "listener.name.sasl_plaintext.plain.sasl.jaas.config": `${login}.plain.PlainLoginModule required user_app="secret";`,
    "listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config": `${login}.scram.ScramLoginModule required;`,
    "log.dirs": join(node.folder, "data"),
    "min.insync.replicas": inSync,
    "offsets.topic.replication.factor": brokers,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.replication.factor": brokers,
    "transaction.state.log.min.isr": inSync,
    "share.coordinator.state.topic.replication.factor": brokers,
    "share.coordinator.state.topic.min.isr": inSync,
    "group.initial.rebalance.delay.ms": 0,
    "auto.create.topics.enable": false,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(join(node.folder, "server.properties"), lines.join(""))
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

async function format(node: Node, jdk: string, classPath: string, cluster: string) {
  const tool = ["-XX:TieredStopAtLevel=1", "-cp", classPath, "kafka.tools.StorageTool", "format"]
  const scram = ["--add-scram", "SCRAM-SHA-512=[name=app,password=secret]"]
  const child = Bun.spawn(
    [
      `${jdk}/bin/java`,
      ...tool,
      "-t",
      cluster,
      "-c",
      join(node.folder, "server.properties"),
      ...scram,
    ],
    { stdout: "pipe", stderr: "pipe" },
  )
  const said = new Response(child.stderr).text()
  if ((await child.exited) !== 0)
    throw new Error(`StorageTool failed: ${(await said).slice(-1000)}`)
}

function brokerArguments(node: Node, classPath: string, brokers: number): string[] {
  return [
    "-Xms128m",
    "-Xmx384m",
    brokers === 1 ? "-XX:+UseG1GC" : "-XX:+UseSerialGC",
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
