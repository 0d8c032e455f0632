import { Database } from "bun:sqlite"
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"

setDefaultTimeout(120_000)

interface Row {
  readonly source: string
  readonly received: number
  readonly stored: number
  readonly deduplicated: number
  readonly onTheWay: number
  readonly difference: number
  readonly balanced: boolean
  readonly dropped: Readonly<Record<string, number>>
  readonly refused: Readonly<Record<string, number>>
  readonly alerts: {
    readonly received: number
    readonly stored: number
    readonly difference: number
  }
  readonly differences: readonly { readonly collector: string; readonly events: number }[]
}

let home: string
let programs: Programs
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "vedette-ledger-"))
  const syslog = { receiveBufferBytes: 65_536, tcp: undefined }
  programs = await startPrograms({
    ...{ home, syslog, intake: { unsettledBytesMax: 1 << 20 } },
    collector: { reportMs: 1000 },
  })
})
afterAll(async () => {
  await programs?.[Symbol.asyncDispose]()
  rmSync(home, { recursive: true, force: true })
})

/** The command, as a person calls it. */
async function ledger(...words: string[]) {
  const child = Bun.spawn(
    [
      process.execPath,
      "aggregator/main.ts",
      "ledger",
      "--config",
      programs.aggregator.config,
      ...words,
    ],
    { stdout: "pipe", stderr: "pipe" },
  )
  const [text, complaint] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  return { status: await child.exited, text, complaint }
}

async function rowOf(source: string): Promise<Row | undefined> {
  const { text } = await ledger("--json")
  return (JSON.parse(text) as Row[]).find((row) => row.source === source)
}

const post = (body: string, headers: Record<string, string> = {}, path = "/intake") =>
  fetch(programs.intake + path, { method: "POST", body, headers })

const storedAll = (source: string, count: number) =>
  until(`${count} of ${source} are accounted for`, async () => {
    const row = await rowOf(source)
    return row?.received === count && row.onTheWay === 0 && row
  })

test("a running site balances at every moment, while it works off what it was sent", async () => {
  let sent = 0
  const sending = (async () => {
    for (let batch = 0; batch < 20; batch++) {
      const lines = Array.from({ length: 500 }, (_, i) => `line ${batch * 500 + i}`)
      if ((await post(lines.join("\n"))).status === 200) sent += 500
    }
  })()
  let isOver = false
  void sending.finally(() => {
    isOver = true
  })
  do {
    const { status, text } = await ledger()
    expect(text).toMatch(/It balances|Nothing was received/)
    expect(status).toBe(0)
  } while (!isOver)
  await sending
  const row = await storedAll("intake", sent)
  expect(row).toMatchObject({ stored: sent, difference: 0, balanced: true })
})

test("one id twice, in one request and in two, is stored once and deduplicated twice", async () => {
  const before = (await rowOf("intake"))!
  const item = `{"create":{"_index":"x","_id":"one"}}\n{"message":"twice in one request"}\n`
  const headers = { "content-type": "application/x-ndjson" }
  await post(item + item, headers, "/_bulk")
  await post(item, headers, "/_bulk")
  const row = await storedAll("intake", before.received + 3)
  expect(row.deduplicated - before.deduplicated).toBe(2)
  expect(row.stored - before.stored).toBe(1)
})

test("requests turned away are counted, and are no loss", async () => {
  const before = (await rowOf("intake"))!
  expect((await post("x".repeat(2 << 20))).status).toBe(429)
  const row = await until("the refusal is in the ledger", async () => {
    const row = await rowOf("intake")
    return row && Object.keys(row.refused).length > 0 && row
  })
  expect(row.received).toBe(before.received)
  expect(row.balanced).toBe(true)
})

test("alerts raised are alerts stored", async () => {
  const login = (i: number) =>
    `<86>Nov 25 07:00:00 gate sshd[1]: Accepted password for root from 8.8.8.8 port ${i} ssh2`
  await post(Array.from({ length: 5 }, (_, i) => login(i)).join("\n"))
  const row = await until("the alerts are stored", async () => {
    const row = await rowOf("intake")
    return row && row.alerts.stored >= 5 && row.onTheWay === 0 && row
  })
  expect(row.alerts).toMatchObject({ received: row.alerts.stored, difference: 0 })
})

test("what the kernel drops of UDP is in it: sent = stored + dropped", async () => {
  const { collector, syslogPort } = programs
  const socket = await Bun.udpSocket({})
  const line = `<13>Nov 25 07:00:00 gate app: ${"x".repeat(200)}`
  let sent = 0
  process.kill(collector.pid, "SIGSTOP") // a reader that stalls
  for (let round = 0; round < 40; round++) {
    for (let i = 0; i < 100; i++)
      if (socket.send(`${line} ${sent}`, syslogPort, "127.0.0.1")) sent++
    await Bun.sleep(1)
  }
  process.kill(collector.pid, "SIGCONT")
  const row = await storedAll("syslog", sent)
  socket.close()
  const lost = Object.values(row.dropped).reduce((sum, count) => sum + count, 0)
  expect(row.dropped["kernel buffer full"]).toBeGreaterThan(0)
  expect(row.stored + lost).toBe(sent)
  expect(row.balanced).toBe(true)
  const metrics = await (await fetch(`${collector.metrics}/metrics`)).text()
  expect(metrics).toContain(
    'vedette_ledger_dropped_total{source="syslog",reason="kernel buffer full"}',
  )
})

test("a collector killed and started again still counts what it had counted", async () => {
  const before = (await rowOf("intake"))!
  await post("one before the kill")
  await programs.collector.kill()
  await programs.collector.start()
  await post("one after the kill")
  expect(await storedAll("intake", before.received + 2)).toMatchObject({ balanced: true })
})

test("what waits while the aggregator is away is on the way", async () => {
  const before = (await rowOf("intake"))!
  await programs.aggregator.kill()
  await post("waiting 1\nwaiting 2\nwaiting 3")
  await Bun.sleep(2500) // nobody reads the reports: only the bus tells
  const { status } = await ledger()
  expect(status).toBe(0)
  await programs.aggregator.start()
  expect(await storedAll("intake", before.received + 3)).toMatchObject({ balanced: true })
})

describe("with the programs stopped", () => {
  beforeAll(async () => {
    await programs.collector.stop()
    await until("all is read", async () => (await rowOf("intake"))?.onTheWay === 0)
    await programs.aggregator.stop()
  })
  afterAll(() => Promise.all([programs.collector.start(), programs.aggregator.start()]))

  test("it balances, and a span without events is empty", async () => {
    expect((await ledger()).status).toBe(0)
    expect(await ledger("--from", "2001-01-01", "--to", "2001-01-02")).toMatchObject({
      status: 0,
      text: "Nothing was received.\n",
    })
  })

  test("two events gone from the store are two lost, named with source, hour and collector", async () => {
    const folder = join(home, "store")
    const name = readdirSync(folder).find((one) => /^events-\d+\.sqlite$/.test(one))!
    const db = new Database(join(folder, name))
    const { id } = db.query("SELECT id FROM events WHERE source = 'intake'").get() as { id: string }
    db.run(
      "DELETE FROM events WHERE rowid IN (SELECT rowid FROM events WHERE source='intake' LIMIT 2)",
    )
    db.close()
    const { status, text } = await ledger()
    expect(status).toBe(1)
    expect(text).toMatch(/2 events of intake at edge, received .* UTC: lost/)
    expect((await rowOf("intake"))?.differences).toMatchObject([{ collector: "edge", events: 2 }])
    expect(id).toBeString()
  })
})

test.each([
  [["--from", "yesterday"], "not a time"],
  [["--from", "1h", "--to", "2h"], "--from is later than --to"],
  [["--form", "1h"], "there is no option"],
])("a wrong call %p is told", async (words, complaint) => {
  const answer = await ledger(...words)
  expect(answer.status).toBe(64)
  expect(answer.complaint).toContain(complaint)
})
