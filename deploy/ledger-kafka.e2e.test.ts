import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { randomBytes } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { kafkaBusOptions } from "../shared/bus/kafka-options.ts"
import { provisionTopics } from "../shared/bus/kafka-provision.ts"
import { freePorts, type Programs, startPrograms, until } from "../shared/testing/programs.ts"
import { services } from "../shared/testing/services.ts"

setDefaultTimeout(180_000)
const running = await services({ kafka: true, opensearch: true })
const missing = "missing" in running
if (missing) console.log(`left out: the ledger over Kafka and OpenSearch: ${running.missing}`)

interface Row {
  readonly source: string
  readonly received: number
  readonly onTheWay: number
  readonly balanced: boolean
  readonly collectors: readonly { readonly collector: string; readonly received: number }[]
}

const prefix = `vedette-${randomBytes(4).toString("hex")}`
const node = missing ? "" : running.opensearch!.node
let home: string
let programs: Programs
let other: Bun.Subprocess
let otherIntake: string
let otherConfig: string

beforeAll(async () => {
  if (missing) return
  home = mkdtempSync(join(tmpdir(), "vedette-ledger-kafka-"))
  const bus = {
    type: "kafka" as const,
    brokers: running.kafka!.brokers,
    topicPrefix: `${prefix}-`,
    replicationFactor: 1,
  }
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  await provisionTopics(v.parse(kafkaBusOptions, bus), { log }, false)
  const store = { type: "opensearch", nodes: [node], prefix }
  programs = await startPrograms({ home, bus, store, collector: { reportMs: 2000 } })
  const [port, metrics] = freePorts(2)
  otherIntake = `http://127.0.0.1:${port}/intake`
  otherConfig = join(home, "other.yaml")
  const options = {
    ...{ name: "other", home: join(home, "other"), bus, reportMs: 2000 },
    sources: [{ type: "http", name: "intake", port }],
    metrics: { port: metrics },
  }
  writeFileSync(otherConfig, JSON.stringify(options))
  startOther()
})
afterAll(async () => {
  other?.kill()
  await other?.exited
  await programs?.[Symbol.asyncDispose]()
  if (home) rmSync(home, { recursive: true, force: true })
})

function startOther(): void {
  other = Bun.spawn([process.execPath, "collector/main.ts", "run", otherConfig], {
    stdio: ["ignore", "ignore", "ignore"],
  })
}

async function ledger(...words: string[]) {
  const config = ["--config", programs.aggregator.config]
  const child = Bun.spawn([process.execPath, "aggregator/main.ts", "ledger", ...config, ...words], {
    stdio: ["ignore", "pipe", "ignore"],
  })
  const text = await new Response(child.stdout).text()
  return { status: await child.exited, text }
}

async function rowNow(): Promise<Row | undefined> {
  const { text } = await ledger("--json")
  return (JSON.parse(text) as Row[]).find(({ source }) => source === "intake")
}

/** Sends batches until each is taken; the keys make it harmless to try again. */
async function send(intake: string, name: string, batches: number): Promise<void> {
  for (let batch = 0; batch < batches; batch++) {
    const body = Array.from({ length: 100 }, (_, i) => `${name} ${batch} ${i}`).join("\n")
    const headers = { "idempotency-key": `${name}-${batch}` }
    await until(`${name} ${batch} is taken`, async () => {
      const answer = await fetch(intake, { method: "POST", body, headers }).catch(() => undefined)
      return answer?.ok
    })
  }
}

test.skipIf(missing)(
  "two collectors with one source, one of them killed: it balances at every moment, each by itself",
  async () => {
    let isOver = false
    const killing = Bun.sleep(1500).then(async () => {
      other.kill("SIGKILL")
      await other.exited
      startOther()
    })
    const sending = Promise.all([
      send(`${programs.intake}/intake`, "edge", 40),
      send(otherIntake, "other", 40),
      killing,
    ]).finally(() => {
      isOver = true
    })
    do {
      const { status, text } = await ledger()
      expect(text).toMatch(/It balances|Nothing was received/)
      expect(status).toBe(0)
    } while (!isOver)
    await sending
    const row = await until("all is stored", async () => {
      const now = await rowNow()
      return now && now.received >= 8000 && now.onTheWay === 0 && now
    })
    expect(row.balanced).toBe(true)
    const of = (name: string) => row.collectors.find(({ collector }) => collector === name)!
    expect(of("edge").received).toBe(4000)
    expect(of("other").received).toBeGreaterThanOrEqual(4000) // what was tried again came twice
  },
)

test.skipIf(missing)("what waits on Kafka while no aggregator reads is on the way", async () => {
  const before = (await rowNow())!
  await programs.aggregator.stop()
  await send(`${programs.intake}/intake`, "waiting", 3)
  const { status } = await ledger()
  expect(status).toBe(0)
  await programs.aggregator.start()
  await until("all is stored", async () => {
    const row = await rowNow()
    return row && row.received === before.received + 300 && row.onTheWay === 0 && row.balanced
  })
})

test.skipIf(missing)("what the index has lost is lost at its collector", async () => {
  const query = {
    bool: {
      filter: [
        { term: { "vedette.collector": "other" } },
        { term: { "vedette.source": "intake" } },
      ],
    },
  }
  const path = `${node}/${prefix}-*/_delete_by_query?max_docs=2&refresh=true&conflicts=proceed`
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  })
  expect(((await answer.json()) as { deleted: number }).deleted).toBe(2)
  const { status, text } = await ledger()
  expect(status).toBe(1)
  expect(text).toMatch(/2 events of intake at other, received .* UTC: lost/)
})
