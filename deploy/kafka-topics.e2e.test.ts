import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Kafka, logLevel, type Producer } from "kafkajs"
import { calmRequestQueue } from "../shared/bus/kafka-client.ts"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"
import { services } from "../shared/testing/services.ts"

/** Topics that rsyslog's omkafka and a shipper of Filebeat's kind write; the collector is killed. */

setDefaultTimeout(180_000)
const running = await services({ kafka: true })
const rsyslogd = Bun.which("rsyslogd", { PATH: `${process.env["PATH"]}:/usr/sbin:/sbin` })
const omkafka = new Bun.Glob("/usr/lib/*/rsyslog/omkafka.so").scanSync("/").next().value
const missing =
  "missing" in running ? running.missing : rsyslogd && omkafka ? undefined : "no rsyslog-kafka"
if (missing !== undefined) {
  if (process.env["VEDETTE_REQUIRE_SERVICES"] === "1") throw new Error(missing)
  console.log(`left out: topics that others write: ${missing}`)
}
const brokers = "kafka" in running ? running.kafka!.brokers : []

const unique = randomBytes(4).toString("hex")
const beatsTopic = `filebeat-${unique}`
const codecs = ["none", "gzip", "snappy", "lz4", "zstd"]
const syslogTopic = (codec: string) => `rsyslog-${unique}-${codec}`
const folder = mkdtempSync(join(tmpdir(), "vedette-topics-"))
const socketOf = (codec: string) => join(folder, `${codec}.sock`)
const lines = 4000
const shipped = 20_000

let programs: Programs
let producer: Producer
let rsyslog: Bun.Subprocess

beforeAll(async () => {
  if (missing !== undefined) return
  calmRequestQueue()
  const client = new Kafka({ brokers, logLevel: logLevel.NOTHING })
  const admin = client.admin()
  await admin.connect()
  const topics = [...codecs.map(syslogTopic), beatsTopic].map((topic) => ({
    topic,
    numPartitions: 3,
  }))
  await admin.createTopics({ waitForLeaders: true, topics })
  await admin.disconnect()
  producer = client.producer()
  await producer.connect()
  rsyslog = await startRsyslog()
  programs = await startPrograms({
    sources: [
      { type: "kafka", name: "rsyslog", brokers, topicPattern: `rsyslog-${unique}-.*` },
      { type: "kafka", name: "beats", brokers, topics: [beatsTopic], format: "beats" },
    ].map((source) => ({
      ...source,
      groupId: `${source.name}-${unique}`,
      batchBytesMax: 20_000,
      sessionTimeoutMs: 6000,
    })),
  })
})

afterAll(async () => {
  rsyslog?.kill()
  await producer?.disconnect()
  await programs?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

const text = (user: string, n: number) =>
  `Failed password for ${user} from 8.8.8.8 port ${n % 65_536} ssh2`

test.skipIf(missing !== undefined)(
  "each record is stored once, though the collector is killed",
  async () => {
    const sending = [log(), ship()]
    for (const part of [0.1, 0.4, 0.7]) {
      await until(`${part} is stored`, async () => (await count("beats")) > part * shipped)
      await programs.collector.kill()
      await programs.collector.start()
    }
    await Promise.all(sending)
    for (const [source, sent] of [
      ["rsyslog", codecs.length * lines],
      ["beats", shipped],
    ] as const) {
      // biome-ignore format: a table
      await until(`all of ${source}`, async () => (await count(source)) >= sent, 120_000)
      expect(await count(source)).toBe(sent)
      expect(await count(source, "AND event.dataset:system.auth AND source.ip:8.8.8.8")).toBe(sent)
    }
    const { rows } = await until("the ledger balances", async () => {
      const answer = await ask("/api/ledger")
      return answer.rows.every((row) => row.difference === 0 && row.onTheWay === 0) && answer
    })
    expect(rows.length).toBeGreaterThanOrEqual(2)
  },
)

/** By `logger` to rsyslog, and by its omkafka to a topic for each codec. */
async function log(): Promise<void> {
  const file = join(folder, "lines")
  const all = Array.from({ length: lines }, (_, n) => text("logged", n))
  writeFileSync(file, `${all.join("\n")}\n`)
  for (const codec of codecs) {
    const options = ["-u", socketOf(codec), "-p", "auth.info", "-t", "sshd", "-f", file]
    expect(await Bun.spawn(["logger", ...options]).exited).toBe(0)
  }
}

async function ship(): Promise<void> {
  for (let from = 0; from < shipped; from += 500) {
    const messages = Array.from({ length: 500 }, (_, i) => ({
      value: JSON.stringify(document(from + i)),
    }))
    await producer.send({ topic: beatsTopic, messages })
  }
}

const document = (n: number) => ({
  "@timestamp": new Date().toISOString(),
  "@metadata": { beat: "filebeat", type: "_doc", version: "8.17.0" },
  agent: { type: "filebeat", version: "8.17.0", name: "web-1" },
  ecs: { version: "8.0.0" },
  input: { type: "log" },
  log: { offset: 100 * n, file: { path: "/var/log/auth.log" } },
  host: { name: "web-1" },
  message: `Mar  1 12:00:00 web-1 sshd[42]: ${text("shipped", n)}`,
})

async function startRsyslog(): Promise<Bun.Subprocess> {
  const list = brokers.map((broker) => `"${broker}"`).join(", ")
  const parts = codecs.map(
    (codec) => `
    input(type="imuxsock" Socket="${socketOf(codec)}" ruleset="${codec}" RateLimit.Interval="0")
    ruleset(name="${codec}" queue.type="linkedList") {
      action(type="omkafka" topic="${syslogTopic(codec)}" broker=[${list}] partitions.auto="on"
        confParam=["compression.codec=${codec}"]
        template="RSYSLOG_SyslogProtocol23Format" resubmitOnFailure="on")
    }`,
  )
  const modules = `module(load="imuxsock" SysSock.Use="off")\nmodule(load="omkafka")`
  const path = join(folder, "rsyslog.conf")
  writeFileSync(path, `global(workDirectory="${folder}")\n${modules}${parts.join("")}\n`)
  const child = Bun.spawn([rsyslogd!, "-n", "-f", path, "-i", join(folder, "pid")], {
    stdio: ["ignore", "inherit", "inherit"],
  })
  await until("rsyslogd listens", async () => {
    if (child.exitCode !== null) throw new Error(`rsyslogd ended with ${child.exitCode}`)
    return codecs.every((codec) => statSync(socketOf(codec), { throwIfNoEntry: false })?.isSocket())
  })
  return child
}

const count = async (source: string, more = ""): Promise<number> => {
  const query = encodeURIComponent(`vedette.source:${source} ${more}`)
  return (await ask(`/api/events?size=1&from=now-400d&to=now%2B400d&q=${query}`)).total
}

interface Answer {
  readonly total: number
  readonly rows: readonly { readonly difference: number; readonly onTheWay: number }[]
}

async function ask(path: string): Promise<Answer> {
  const answer = await fetch(programs.console + path)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as Answer
}
