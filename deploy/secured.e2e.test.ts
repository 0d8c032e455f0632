import { afterAll, expect, test } from "bun:test"
import { randomBytes } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { opensearchClient } from "../aggregator/store/opensearch/client.ts"
import { opensearchStoreOptions } from "../aggregator/store/opensearch/options.ts"
import { kafkaBusOptions } from "../shared/bus/kafka-options.ts"
import { provisionTopics } from "../shared/bus/kafka-provision.ts"
import { storyRecords } from "../shared/scripts/story.ts"
import { startPrograms, until } from "../shared/testing/programs.ts"
import { services } from "../shared/testing/services.ts"

const running = await services({ kafkaSecure: true, opensearchSecure: true })
if ("missing" in running) console.log(`left out: secured services: ${running.missing}`)
const isMissing = "missing" in running
const kafka = "missing" in running ? undefined : running.kafkaSecure
const opensearch = "missing" in running ? undefined : running.opensearchSecure
const it = test.skipIf(isMissing)
const unique = randomBytes(4).toString("hex")
const prefix = `vedette-${unique}`
const passwords = { aggregator: `Ag-${unique}-Xy9!`, provision: `Pr-${unique}-Xy9!` }

const folder = mkdtempSync(join(tmpdir(), "vedette-secured-"))

function secret(name: string, value: string): string {
  const path = join(folder, name)
  writeFileSync(path, value, { mode: 0o600 })
  return `file:${path}`
}

/** As the administrator unless another user is named. */
async function api(method: string, path: string, body?: unknown, user = "admin") {
  const password = user === "admin" ? opensearch!.password : passwords[user as "aggregator"]
  const answer = await fetch(opensearch!.node + path, {
    method,
    tls: { ca: readFileSync(opensearch!.file("ca.pem"), "utf8") },
    headers: {
      authorization: `Basic ${btoa(`${user}:${password}`)}`,
      "content-type": "application/json",
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

let users: Promise<void> | undefined

/** Roles as they are delivered, for this test's prefix; a user of each. */
const usersMade = () => {
  users ??= makeUsers()
  return users
}

async function makeUsers() {
  const text = readFileSync("deploy/opensearch/roles.yml", "utf8").replaceAll(
    '"vedette-',
    `"${prefix}-`,
  )
  const roles = Bun.YAML.parse(text) as Record<string, object>
  for (const name of ["aggregator", "provision"] as const) {
    const role = `vedette_${name}`
    const answers = [
      await api("PUT", `/_plugins/_security/api/roles/${role}`, roles[role]),
      await api("PUT", `/_plugins/_security/api/internalusers/${name}`, {
        password: passwords[name],
      }),
      await api("PUT", `/_plugins/_security/api/rolesmapping/${role}`, { users: [name] }),
    ]
    for (const { status, text } of answers) if (status > 201) throw new Error(text)
  }
}

const store = (user: "aggregator" | "provision") => {
  return {
    type: "opensearch",
    nodes: [opensearch!.node],
    ca: opensearch!.file("ca.pem"),
    username: user,
    password: secret(user, passwords[user]),
    prefix,
  }
}

function bus() {
  return {
    type: "kafka" as const,
    brokers: kafka!.saslBrokers,
    topicPrefix: `secured-${unique}-`,
    partitions: 3,
    replicationFactor: 3,
    tls: { ca: kafka!.file("ca.pem") },
    sasl: {
      mechanism: "scram-sha-512" as const,
      username: kafka!.username,
      password: secret("kafka", kafka!.password),
    },
  }
}

async function provisionStore() {
  const config = join(folder, "provision.yaml")
  await Bun.write(config, JSON.stringify({ store: store("provision") }))
  const command = ["aggregator/main.ts", "provision", "--config", config]
  const child = Bun.spawnSync([process.execPath, ...command], { stderr: "inherit" })
  expect(child.exitCode).toBe(0)
}

afterAll(async () => {
  rmSync(folder, { recursive: true })
  if (!isMissing) await services({ kafkaSecure: true }) // the killed broker, for whoever comes next
})

it("the story gives its alerts over TLS and least rights, though a broker is killed in the middle", async () => {
  await usersMade()
  await provisionStore()
  const quiet = { debug() {}, info() {}, warn() {}, error() {} }
  await provisionTopics(v.parse(kafkaBusOptions, bus()), { log: quiet }, false)
  await using programs = await startPrograms({ bus: bus(), store: store("aggregator") })
  const ask = async (path: string) =>
    (await (await fetch(programs.console + path)).json()) as {
      total: number
      rows: { received: number; stored: number; difference: number; onTheWay: number }[]
    }
  let sent = 0
  for (const [dataset, records] of storyRecords(Date.now())) {
    const answer = await fetch(`${programs.intake}/intake${dataset && `/${dataset}`}`, {
      method: "POST",
      headers: { "content-type": "text/plain" },
      body: records.join("\n"),
    })
    expect(answer.ok).toBe(true)
    if (sent === 0) {
      await until("the first is stored", async () => (await ask("/api/events?size=1")).total > 0)
      process.kill(kafka!.pids[2]!, "SIGKILL")
    }
    sent += records.length
  }
  await until("all alerts", async () => {
    return (await ask("/api/alerts?size=100&from=now-1h&to=now%2B1h")).total >= 11
  })
  await until(`the ledger balances at ${sent}`, async () => {
    const { rows = [] } = await ask("/api/ledger")
    const sum = (name: "received" | "stored") => rows.reduce((all, row) => all + row[name], 0)
    const isEven = rows.every((row) => row.difference === 0 && row.onTheWay === 0)
    return isEven && sum("received") === sent && sum("stored") === sent
  })
}, 240_000)

interface Hits {
  readonly hits: {
    readonly hits: {
      _index: string
      _id: string
      _seq_no: number
      _primary_term: number
      _source: object
    }[]
  }
}

it("the aggregator's user can neither delete nor update an event, nor put a template", async () => {
  const found = await api("GET", `/${prefix}-events-*/_search?size=1`)
  const hit = (JSON.parse(found.text) as Hits).hits.hits[0]!
  const at = `${hit._index}/_doc/${hit._id}`
  const as = async (method: string, path: string, body?: unknown) =>
    (await api(method, path, body, "aggregator")).status
  expect(await as("DELETE", `/${at}`)).toBe(403)
  expect(await as("DELETE", `/${hit._index}`)).toBe(403)
  expect(await as("POST", `/${hit._index}/_update/${hit._id}`, { doc: { message: "x" } })).toBe(403)
  expect(
    await as("POST", `/${prefix}-events-*/_delete_by_query`, { query: { match_all: {} } }),
  ).toBe(403)
  expect(await as("PUT", `/_index_template/x-${unique}`, { index_patterns: [`x-${unique}`] })).toBe(
    403,
  )
  expect(await as("PUT", `/foreign-${unique}/_doc/1`, {})).toBe(403)
  expect(await as("PUT", `/${at}`, hit._source)).toBe(400) // a backing index takes only what is new
})

const file = (name: string) => opensearch!.file(name)
const wrong: [string, () => object, string][] = [
  ["another authority", () => ({ ca: file("stranger-ca.pem") }), "authority that is not trusted"],
  ["a wrong password", () => ({ password: secret("wrong", "Not-1t") }), "refuses the user or"],
  [
    "another host name",
    () => ({ nodes: [opensearch!.node.replace("127.0.0.1", "localhost")] }),
    "for another name than localhost",
  ],
]

it.each(wrong)("OpenSearch with %s: told in words, without a secret", async (_, more, words) => {
  const options = v.parse(opensearchStoreOptions, { ...store("aggregator"), ...more() })
  const client = opensearchClient(options)
  const failure: Error = await client.info().then(
    () => new Error("it answered"),
    (cause) => cause,
  )
  expect(failure.message).toContain(words)
  expect(failure.message).not.toContain("Not-1t")
  await client.close()
})

it("OpenSearch knows a client by its certificate", async () => {
  await usersMade()
  await api("PUT", "/_plugins/_security/api/rolesmapping/vedette_aggregator", { users: ["client"] })
  const { username: _u, password: _p, ...rest } = store("aggregator")
  const own = { cert: file("client.pem"), key: file("client.key") }
  const client = opensearchClient(v.parse(opensearchStoreOptions, { ...rest, ...own }))
  expect((await client.info()).statusCode).toBe(200)
  await client.close()
})
