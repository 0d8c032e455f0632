import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"
import { smallDisk } from "../shared/testing/small-disk.ts"

setDefaultTimeout(60_000)
const megabytes = 64
const stopMs = 10_000 // what a container's runtime waits before it kills
const tcpLines = 3000
const udpLines = 4000
const said = /disk is full/
const disks = { home: smallDisk(megabytes), store: smallDisk(megabytes) }
const isMissing = !(disks.home && disks.store)
if (isMissing && process.env["VEDETTE_REQUIRE_SERVICES"] === "1")
  throw new Error("no small disk can be mounted")

let programs: Programs

beforeAll(async () => {
  if (isMissing) return
  programs = await startPrograms({
    home: disks.home!.path,
    store: { type: "local", directory: disks.store!.path },
    intake: { deliveryMs: 500 },
    syslog: { unsettledBytesMax: 300_000 },
  })
  expect((await send("before")).status).toBe(200)
  await until("it is found", async () => (await found("before")) === 1)
}, 60_000)
afterAll(async () => {
  await programs?.[Symbol.asyncDispose]().catch(() => {}) // its home is a mount: that stays
  for (const disk of Object.values(disks)) disk?.[Symbol.dispose]()
})

describe.skipIf(isMissing)("while every disk is full", () => {
  let isTaken = false // all that TCP sent has left the sender

  test("HTTP answers 503 to who waits and 429 to who comes, with words", async () => {
    fill("home")
    fill("store")
    const first = await send(`waiting ${noise(40_000)}`)
    expect([first.status, first.text]).toEqual([503, '{"error":"not delivered"}'])
    const second = await send("coming")
    expect([second.status, second.text]).toEqual([
      429,
      '{"error":"nothing can be written: the log or the disk is full"}',
    ])
  })

  test("TCP is held back, UDP beyond the room is dropped, and both programs say why", async () => {
    const { syslogPort } = programs
    const tcp = Array.from({ length: tcpLines }, (_, i) => line(`tcp number ${i}`, 2000))
    connect(syslogPort, "127.0.0.1").end(tcp.join(""), () => {
      isTaken = true
    })
    const udp = await Bun.udpSocket({})
    for (let i = 0; i < udpLines; i++)
      udp.send(line(`udp number ${i}`, 400), syslogPort, "127.0.0.1")
    udp.close()
    await untilReady("collector", said)
    await untilReady("aggregator", said)
    expect((await health()).join("\n")).toMatch(said)
    expect(await found("before")).toBe(1)
    expect(isTaken).toBe(false)
  })

  test("once there is room all goes on by itself, and what was acknowledged is there once", async () => {
    for (const name of ["home", "store"] as const) empty(name)
    await until("HTTP is taken", async () => (await send("after")).status === 200)
    await until("TCP is found", async () => isTaken && (await found("tcp")) >= tcpLines)
    expect(await found("tcp")).toBe(tcpLines)
    for (const what of ["before", "after"]) expect(await found(what)).toBe(1)
    expect(await found("coming")).toBe(0)
    await untilReady("collector", /^ready/)
    await untilReady("aggregator", /^ready/)
  })
})

describe.skipIf(isMissing)("while the store's disk is full", () => {
  let kept = 0

  test("collectors are served, and the aggregator says that it can't store", async () => {
    fill("store")
    await until("the aggregator says so", async () => {
      expect((await send(`kept ${kept++} ${noise(100_000)}`)).status).toBe(200)
      return said.test(await ready("aggregator"))
    })
    await untilReady("collector", /^ready/)
    expect((await health()).join("\n")).toMatch(said)
    expect(await found("before")).toBe(1)
  })

  test("once there is room it stores all of it, each once", async () => {
    empty("store")
    await until("the last", async () => (await found("kept")) >= kept)
    expect(await found("kept")).toBe(kept)
    await untilReady("aggregator", /^ready/)
  })
})

test.skipIf(isMissing)("both stop in time while every disk is full", async () => {
  for (const name of ["home", "store"] as const) fill(name)
  const waiting = send(`stopped ${noise(40_000)}`)
  await untilReady("collector", said)
  const stops = Promise.all([programs.collector.stop(), programs.aggregator.stop()])
  expect(await Promise.race([stops, Bun.sleep(stopMs)])).toEqual([0, 0])
  expect((await waiting).status).toBe(503)
  for (const name of ["home", "store"] as const) empty(name)
})

test.skipIf(isMissing)(
  "on read-only disks neither runs, both say why, and go on later",
  async () => {
    for (const name of ["home", "store"] as const) remount(name, "ro")
    const command = [process.execPath, "collector/main.ts", "run", programs.collector.config]
    const collector = Bun.spawn(command, { stdio: ["ignore", "ignore", "pipe"] })
    const aggregator = programs.aggregator.start()
    await untilReady("aggregator", /read-?only/)
    expect(await new Response(collector.stderr).text()).toMatch(
      /^vedette-collector: .*read-only.*\n$/m,
    )
    expect(await collector.exited).toBe(1)
    for (const name of ["home", "store"] as const) remount(name, "rw")
    await Promise.all([aggregator, programs.collector.start()])
    expect(await found("tcp")).toBe(tcpLines)
  },
)

test.skipIf(isMissing)(
  "after all of it health is clean, and the ledger balances",
  async () => {
    const rows = await until("the ledger balances", async () => {
      const { rows } = (await ask("ledger")) as { rows: Row[] }
      const isSettled = rows.every((row) => row.difference === 0 && row.onTheWay === 0)
      return rows.length === 2 && isSettled && rows
    })
    const syslog = rows.find(({ source }) => source === "syslog")!
    const dropped = Object.values(syslog.dropped).reduce((sum, count) => sum + count, 0)
    expect(dropped).toBeGreaterThan(0)
    expect([syslog.received, syslog.stored]).toEqual([
      tcpLines + udpLines,
      tcpLines + udpLines - dropped,
    ])
    await until("health is clean", async () => (await health()).length === 0)
  },
  60_000,
)

interface Row {
  readonly source: string
  readonly received: number
  readonly stored: number
  readonly dropped: Readonly<Record<string, number>>
  readonly difference: number
  readonly onTheWay: number
}

const line = (text: string, bytes: number) =>
  `<13>Nov 25 07:00:00 gate app: ${text} ${"x".repeat(bytes)}\n`

const noise = (bytes: number) =>
  Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("hex") // holds none of the words

async function send(record: string) {
  const answer = await fetch(`${programs.intake}/intake`, { method: "POST", body: record })
  return { status: answer.status, text: await answer.text() }
}

const ask = async (what: string) => (await fetch(`${programs.console}/api/${what}`)).json()

/** What is wrong, but for rules: they are tried elsewhere. */
const health = async () =>
  ((await ask("health")) as { problems: string[] }).problems.filter((one) => !/refused/.test(one))

const ready = (program: "collector" | "aggregator") =>
  fetch(`${programs[program].metrics}/ready`).then(
    (answer) => answer.text(),
    () => "", // it does not listen yet
  )

const untilReady = (program: "collector" | "aggregator", words: RegExp) =>
  until(`${program}: ${words}`, async () => words.test(await ready(program)))

async function found(word: string): Promise<number> {
  const query = `events?size=1&q=${word}&from=now-400d&to=now%2B400d`
  return ((await ask(query)) as { total: number }).total
}

const ballast = (disk: keyof typeof disks) => join(disks[disk]!.path, "ballast")

/** To the last byte. */
function fill(disk: keyof typeof disks): void {
  for (let size = megabytes << 20; size > 0; size >>= 1)
    try {
      for (;;) writeFileSync(ballast(disk), Buffer.alloc(size), { flag: "a" })
    } catch {} // no room for so much
}

const empty = (disk: keyof typeof disks) => rmSync(ballast(disk))

function remount(disk: keyof typeof disks, mode: "ro" | "rw"): void {
  const { success, stderr } = Bun.spawnSync(["mount", "-o", `remount,${mode}`, disks[disk]!.path])
  if (!success) throw new Error(stderr.toString())
}
