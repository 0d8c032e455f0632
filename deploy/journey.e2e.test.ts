import { describe, expect, test } from "bun:test"
import { randomBytes } from "node:crypto"
import { connect } from "node:net"
import * as v from "valibot"
import { kafkaBusOptions } from "../shared/bus/kafka-options.ts"
import { provisionTopics } from "../shared/bus/kafka-provision.ts"
import { sendStory } from "../shared/scripts/story.ts"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"
import { services } from "../shared/testing/services.ts"

const running = await services({ kafka: true, opensearch: true })
if ("missing" in running)
  console.log(`left out: the journey over Kafka and OpenSearch: ${running.missing}`)

/** Fresh topics and indices for each test. */
async function overServices(): Promise<Programs> {
  if ("missing" in running) throw new Error(running.missing)
  const unique = randomBytes(4).toString("hex")
  const bus = {
    type: "kafka" as const,
    brokers: running.kafka!.brokers,
    topicPrefix: `journey-${unique}-`,
    replicationFactor: 1,
  }
  const quiet = { debug() {}, info() {}, warn() {}, error() {} }
  await provisionTopics(v.parse(kafkaBusOptions, bus), { log: quiet }, false)
  const store = {
    type: "opensearch",
    nodes: [running.opensearch!.node],
    prefix: `vedette-${unique}`,
  }
  return startPrograms({ bus, store })
}

const ways: [string, boolean, () => Promise<Programs>][] = [
  ["local bus, local store", false, () => startPrograms()],
  ["Kafka, OpenSearch", "missing" in running, overServices],
]

const journeys: [string, (programs: Programs) => Promise<void>][] = [
  ["the story's attacks give their alerts, its ordinary work none", storyGivesItsAlerts],
  ["a line over UDP, TCP and HTTP is found, normalised, with its country", lineIsFoundByEachWay],
  ["nothing that a sender says is taken for ours", nothingSaidIsTakenForOurs],
  ["kill -9 of both programs under load: what was acknowledged is stored once", killedUnderLoad],
]

describe.each(ways)("%s", (_, isMissing, start) => {
  test.skipIf(isMissing).each(journeys)(
    "%s",
    async (_, walk) => {
      await using programs = await start()
      await walk(programs)
    },
    300_000,
  )
})

const attacks = [
  "A process opens the memory of LSASS",
  "A request asks for files that hold secrets",
  "A request carries a piece of an SQL statement",
  "A request leaves the folders of the web site",
  "A tool writes the memory of LSASS to a file",
  "A web scanner names itself",
  "Many failed SSH logins from one address",
  "PowerShell with an encoded command",
  "SSH login after guessed passwords",
  "SSH login as root by password from a public address",
]

async function storyGivesItsAlerts(programs: Programs): Promise<void> {
  const sent = await sendStory(programs.intake, Date.now())
  const alerts = await until("the attacks' alerts", async () => {
    const { events } = await ask(programs, "/api/alerts?size=100&from=now-1h&to=now%2B1h")
    const found = new Set(events.map((alert) => alert["rule.name"]))
    return attacks.every((name) => found.has(name)) && events
  })
  const attackers = ["203.0.113.45", "198.51.100.23", undefined]
  for (const alert of alerts) expect(attackers).toContain(alert["source.ip"] as string)
  await balanced(programs, sent)
}

async function lineIsFoundByEachWay(programs: Programs): Promise<void> {
  const line = (word: string) =>
    `<86>Nov 25 07:00:00 gate sshd[1]: Failed password for ${word} from 8.8.8.8 port 22 ssh2`
  const tcp = connect(programs.syslogPort, "127.0.0.1")
  tcp.end(`${line("overtcp")}\n`)
  const udp = await Bun.udpSocket({})
  udp.send(line("overudp"), programs.syslogPort, "127.0.0.1")
  await fetch(`${programs.intake}/intake`, { method: "POST", body: line("overhttp") })
  for (const user of ["overtcp", "overudp", "overhttp"]) {
    const { events } = await until(user, async () => {
      const answer = await ask(
        programs,
        `/api/events?q=user.name:${user}&from=now-400d&to=now%2B400d`,
      )
      return answer.total === 1 && answer
    })
    expect(events[0]).toMatchObject({
      "event.dataset": "system.auth",
      "event.outcome": "failure",
      "source.ip": "8.8.8.8",
      "source.geo.country_iso_code": "US",
      "host.name": "gate",
    })
  }
  udp.close()
}

async function nothingSaidIsTakenForOurs(programs: Programs): Promise<void> {
  const forged = {
    "event.id": "theirs",
    "event.kind": "alert",
    "rule.id": "forged",
    "vedette.stream": "alerts",
    "vedette.source": "syslog",
    message: "forged alert",
  }
  await fetch(`${programs.intake}/intake`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(forged),
  })
  const { events } = await until("the event", async () => {
    const answer = await ask(programs, "/api/events?q=forged")
    return answer.total === 1 && answer
  })
  expect(events[0]!["event.id"]).not.toBe("theirs")
  expect(events[0]!["vedette.source"]).toBe("intake")
  expect(events[0]!["vendor.event.id"]).toBe("theirs")
  expect((await ask(programs, "/api/alerts")).total).toBe(0)
}

async function killedUnderLoad(programs: Programs): Promise<void> {
  const [batches, size] = [50, 1000]
  let sent = 0
  const sending = (async () => {
    for (let batch = 0; batch < batches; batch++) {
      const lines = Array.from({ length: size }, (_, i) =>
        JSON.stringify({ message: `n${batch * size + i}` }),
      )
      await until("the collector takes the batch", async () => {
        const answer = await fetch(`${programs.intake}/intake`, {
          method: "POST",
          headers: {
            "idempotency-key": `batch-${batch}`,
            "content-type": "application/x-ndjson",
          },
          body: lines.join("\n"),
        }).catch(() => undefined)
        return answer?.ok
      })
      sent += size
    }
  })()
  await until("a third is sent", async () => sent > (batches * size) / 3)
  await programs.collector.kill()
  await programs.collector.start()
  await programs.aggregator.kill()
  await programs.aggregator.start()
  await sending
  const count = async () =>
    (await ask(programs, "/api/events?size=1&q=vedette.source:intake")).total
  await until("all are stored", async () => (await count()) >= batches * size, 120_000)
  expect(await count()).toBe(batches * size)
  await balanced(programs)
}

interface Row {
  readonly source: string
  readonly received: number
  readonly difference: number
  readonly onTheWay: number
}

interface Answer {
  readonly total: number
  readonly events: Record<string, unknown>[]
  readonly rows: Row[]
}

async function ask(programs: Programs, path: string): Promise<Answer> {
  const answer = await fetch(programs.console + path)
  const body = await answer.text()
  if (answer.status === 503) return { total: -1, events: [], rows: [] } // its shards are being made
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${body}`)
  return JSON.parse(body) as Answer
}

/** received = stored + deduplicated + dropped, for every source. */
async function balanced(programs: Programs, received?: number): Promise<void> {
  const rows = await until("the ledger balances", async () => {
    const { rows } = await ask(programs, "/api/ledger")
    const isSettled = rows.every((row) => row.difference === 0 && row.onTheWay === 0)
    const sum = rows.reduce((all, row) => all + row.received, 0)
    return isSettled && sum > 0 && (received ?? 0) <= sum && rows
  })
  if (received !== undefined)
    expect(rows.reduce((sum, row) => sum + row.received, 0)).toBe(received)
}
