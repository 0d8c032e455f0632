import { expect, test } from "bun:test"
import { randomBytes } from "node:crypto"
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createServer } from "node:tls"
import * as v from "valibot"
import { openMetrics } from "../telemetry/metrics.ts"
import { until } from "../testing/programs.ts"
import { services } from "../testing/services.ts"
import { never, quietDeps, record, take } from "./bus-suite.ts"
import { kafkaBus } from "./kafka.ts"
import { kafkaBusOptions } from "./kafka-options.ts"
import { provisionTopics } from "./kafka-provision.ts"
import { keptLog, reading } from "./kafka-suite.ts"

const running = await services({ kafkaSecure: true })
if ("missing" in running) console.log(`left out: a bus over TLS: ${running.missing}`)
const kafka = "missing" in running ? undefined : running.kafkaSecure!
const it = test.skipIf(kafka === undefined)
const limitMs = 180_000
process.env["VEDETTE_TEST_WRONG"] = "not-the-password"
process.env["VEDETTE_TEST_RIGHT"] = kafka?.password ?? "-"

type Input = v.InferInput<typeof kafkaBusOptions>
const file = (name: string) => kafka!.file(name)
const own = (name: string) => ({ cert: file(`${name}.pem`), key: file(`${name}.key`) })
const sasl = (password = "RIGHT", mechanism: "plain" | "scram-sha-512" = "scram-sha-512") => ({
  mechanism,
  username: kafka!.username,
  password: `env:VEDETTE_TEST_${password}`,
})

const options = (more: Partial<Input>) =>
  v.parse(kafkaBusOptions, {
    type: "kafka",
    brokers: kafka!.saslBrokers,
    topicPrefix: `tls-${randomBytes(4).toString("hex")}-`,
    partitions: 1,
    ...more,
  })

const good: [string, () => Partial<Input>][] = [
  ["user and password by SCRAM", () => ({ sasl: sasl(), tls: { ca: file("ca.pem") } })],
  [
    "user and password by PLAIN",
    () => ({ sasl: sasl("RIGHT", "plain"), tls: { ca: file("ca.pem") } }),
  ],
  [
    "a client certificate",
    () => ({ brokers: kafka!.certificateBrokers, tls: { ca: file("ca.pem"), ...own("client") } }),
  ],
]

test.skipIf(kafka === undefined).each(good)(
  "records travel over TLS with %s",
  async (_, more) => {
    const chosen = options(more())
    await provisionTopics(chosen, quietDeps, false)
    await using bus = await kafkaBus(chosen, quietDeps)
    await bus.publish([record("in")], never)
    const { items } = await take(bus, 1, { group: chosen.topicPrefix })
    expect(items[0]?.value).toBe("in")
  },
  limitMs,
)

const localhost = () => kafka!.saslBrokers.map((broker) => broker.replace("127.0.0.1", "localhost"))
const byCertificate = (name: string) => ({
  brokers: kafka!.certificateBrokers,
  tls: { ca: file("ca.pem"), ...own(name) },
})

const bad: [string, () => Partial<Input>, string][] = [
  [
    "another authority",
    () => ({ sasl: sasl(), tls: { ca: file("stranger-ca.pem") } }),
    "an authority that is not trusted",
  ],
  [
    "a wrong password",
    () => ({ sasl: sasl("WRONG"), tls: { ca: file("ca.pem") } }),
    "refuses the user or the password",
  ],
  [
    "another host name",
    () => ({ brokers: localhost(), sasl: sasl(), tls: { ca: file("ca.pem") } }),
    "for another name than localhost",
  ],
  [
    "no client certificate",
    () => ({ brokers: kafka!.certificateBrokers, tls: { ca: file("ca.pem") } }),
    "wants a client certificate",
  ],
  [
    "a stranger's client certificate",
    () => byCertificate("stranger"),
    "refuses the client certificate",
  ],
  [
    "an expired client certificate",
    () => byCertificate("expired"),
    "refuses the client certificate",
  ],
]

test.skipIf(kafka === undefined).each(bad)(
  "%s is told in words, without a secret",
  async (_, more, words) => {
    await using bus = await kafkaBus(options(more()), quietDeps)
    const failure: Error = await bus.publish([record("x")], never).then(
      () => new Error("it was published"),
      (cause) => cause,
    )
    expect(failure.message).toContain(words)
    expect((await bus.health()).problems[0]).toContain(words)
    expect(Bun.inspect(failure)).not.toContain("not-the-password")
    expect(Bun.inspect(failure)).not.toContain(kafka!.password)
  },
  limitMs,
)

it(
  "a client certificate is exchanged while it runs, without a lost record; a bad one is left",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "vedette-renewal-"))
    const [cert, key] = [join(folder, "own.pem"), join(folder, "own.key")]
    const put = (name: string) => {
      copyFileSync(file(`${name}.key`), key)
      copyFileSync(file(`${name}.pem`), cert)
    }
    put("client")
    const tls = { ca: file("ca.pem"), cert, key }
    const chosen = options({ brokers: kafka!.certificateBrokers, tls })
    await provisionTopics(chosen, quietDeps, false)
    const log = keptLog()
    const deps = { ...quietDeps, log, metrics: openMetrics() }
    await using bus = await kafkaBus(chosen, deps, {
      filesPollMs: 50,
      foldersPollMs: 1e6,
      quietMs: 20,
    })
    await using reader = reading(bus, chosen.topicPrefix)
    await bus.publish([record("with the first")], never)
    await reader.has(1)
    expect(await deps.metrics.text()).toContain('certificate_expiry_seconds{name="bus.tls"}')
    put("expired")
    await until("it is refused", async () =>
      log.lines.some((line) => line.includes("the old ones stay")),
    )
    await bus.publish([record("with the first still")], never)
    put("admin") // good, but nobody gave it rights: so it can be told which one is in use
    const refused = async () => {
      const failure = await bus.publish([record("as a stranger")], never).catch((cause) => cause)
      return String(failure).includes("Not authorized")
    }
    await until("the second is used", refused)
    put("client")
    const isTaken = () =>
      bus.publish([record("with the first again")], never).then(
        () => true,
        () => false,
      )
    await until("the first is used again", isTaken)
    await until("all are read", async () => reader.seen.has("with the first again"))
    expect([...reader.seen.keys()].filter((value) => value !== "as a stranger")).toEqual([
      "with the first",
      "with the first still",
      "with the first again",
    ])
    rmSync(folder, { recursive: true })
  },
  limitMs,
)

it(
  "a password is exchanged while it runs, without a lost record; a wrong one is told",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "vedette-password-"))
    const path = join(folder, "password")
    writeFileSync(path, kafka!.password)
    const chosen = options({
      sasl: { ...sasl(), password: `file:${path}` },
      tls: { ca: file("ca.pem") },
    })
    await provisionTopics(chosen, quietDeps, false)
    const watching = { filesPollMs: 50, foldersPollMs: 1e6, quietMs: 20 }
    await using bus = await kafkaBus(chosen, quietDeps, watching)
    await using reader = reading(bus, chosen.topicPrefix)
    await bus.publish([record("with the first")], never)
    const outcome = (value: string) =>
      bus.publish([record(value)], never).then(
        () => "taken",
        (cause) => String(cause),
      )
    writeFileSync(path, "not-the-password")
    await until("the wrong one is used", async () =>
      (await outcome("again")).includes("refuses the user or the password"),
    )
    writeFileSync(path, kafka!.password)
    await until("the right one is used", async () => (await outcome("at last")) === "taken")
    await until("all are read", async () => reader.seen.has("at last"))
    expect(reader.seen.has("with the first")).toBe(true)
    rmSync(folder, { recursive: true })
  },
  limitMs,
)

it(
  "provision gives each user the rights it needs and no more; what was given beside is told",
  async () => {
    process.env["VEDETTE_TEST_COLLECTOR"] = kafka!.users["collector"]
    process.env["VEDETTE_TEST_AGGREGATOR"] = kafka!.users["aggregator"]
    const of = (username: string) => ({
      ...sasl(),
      username,
      password: `env:VEDETTE_TEST_${username.toUpperCase()}`,
    })
    const tls = { ca: file("ca.pem") }
    const strong = options({ sasl: sasl(), tls })
    const group = `${strong.topicPrefix}g`
    const rights = {
      collectors: ["User:collector"],
      collectorGroups: [],
      aggregators: ["User:aggregator"],
      aggregatorGroups: [group],
    }
    const asked = { ...strong, rights }
    const as = (username: string) =>
      kafkaBus(options({ topicPrefix: strong.topicPrefix, sasl: of(username), tls }), quietDeps)
    const did = async (dryRun: boolean) =>
      (await provisionTopics(asked, quietDeps, dryRun)).filter(({ kind }) => kind === "right")
    const would = await did(true)
    expect(new Set(would.map((row) => row.did))).toEqual(new Set(["made"]))
    expect(would.map(({ name }) => name)).toContain(
      `User:collector may write the topic ${strong.topicPrefix}events`,
    )
    expect(await did(false)).toEqual(would)
    await until("they are kept", async () => (await did(true)).every((row) => row.did === "kept"))
    await using collector = await as("collector")
    await using aggregator = await as("aggregator")
    await until("a collector may write", () =>
      collector.publish([record("from the edge")], never).then(
        () => true,
        () => false,
      ),
    )
    const { items } = await take(aggregator, 1, { group })
    expect(items[0]?.value).toBe("from the edge")
    await expect(take(collector, 1, { group })).rejects.toThrow("lack the right")
    await expect(collector.publish([{ ...record("x"), topic: "replay" }], never)).rejects.toThrow(
      /not authorized/i,
    )
    const narrower = { ...asked, rights: { ...rights, collectors: [] } }
    const rows = await provisionTopics(narrower, quietDeps, true)
    expect(rows.filter((row) => row.did === "drifted").length).toBeGreaterThan(5)
    expect(rows.find((row) => row.did === "drifted" && row.kind === "right")?.detail).toBe(
      "given, and not asked for",
    )
  },
  limitMs,
)

it("a server whose certificate has expired gets not one byte", async () => {
  let bytes = 0
  const identity = {
    cert: readFileSync(file("expired.pem")),
    key: readFileSync(file("expired.key")),
  }
  const server = createServer(identity, (socket) => {
    socket.on("data", (data) => {
      bytes += data.length
    })
    socket.on("error", () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as { port: number }
  const chosen = options({
    brokers: [`127.0.0.1:${port}`],
    sasl: sasl(),
    tls: { ca: file("ca.pem") },
  })
  await using bus = await kafkaBus(chosen, quietDeps)
  await expect(bus.publish([record("x")], never)).rejects.toThrow("certificate has expired")
  expect(bytes).toBe(0)
  server.close()
})
