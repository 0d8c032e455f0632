import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePorts, type Programs, startPrograms, until } from "../shared/testing/programs.ts"
import { after, metric, ready, replace } from "./reload-world.ts"

setDefaultTimeout(60_000)

const home = mkdtempSync(join(tmpdir(), "vedette-sink-down-"))
const bytesMax = 1 << 20
/** What can't be packed. */
const line = () => Buffer.from(crypto.getRandomValues(new Uint8Array(600))).toString("base64")
let programs: Programs
let intake: string

/** A bus of which nobody reads: the log fills up, as it does in front of a Kafka that is gone. */
beforeAll(async () => {
  const bus = { type: "local", directory: join(home, "bus"), bytesMax }
  programs = await startPrograms({ home, bus, intake: { deliveryMs: 500 } })
  intake = programs.intake
})
afterAll(async () => {
  await programs?.[Symbol.asyncDispose]()
  rmSync(home, { recursive: true, force: true })
})

const post = async (body: string) => {
  const asked = fetch(`${intake}/intake`, { method: "POST", body })
  return (await asked.catch(() => undefined))?.status ?? 0
}

const found = async (word: string): Promise<number> => {
  const answer = await fetch(`${programs.console}/api/events?size=1&q=${word}`)
  return ((await answer.json()) as { total: number }).total
}

const dial = (port: number): Promise<Socket> =>
  new Promise((done) => {
    const socket = connect(port, "127.0.0.1", () => done(socket))
    socket.on("error", () => {})
  })

/** Sends until the log is full. */
async function fill(): Promise<void> {
  await until("the log is full", async () => {
    await post(Array.from({ length: 200 }, line).join("\n"))
    return (await metric(programs.collector, "vedette_spool_full"))?.endsWith(" 1")
  })
}

test("a reload waits for no sink: sources come, change and go while the log is full, and nothing is lost", async () => {
  const { collector, aggregator, syslogPort } = programs
  await aggregator.stop()
  await fill()
  const before = await dial(syslogPort)
  before.write("<13>heldxbefore\n")
  const [port, tcp] = freePorts(2)
  await after(collector, "applied", () =>
    replace(collector, ({ sources }) => {
      Object.assign(sources[0]!, { lingerMs: 1, batchRecordsMax: 3 })
      sources[1]!.port = port
      sources.push({ type: "syslog", name: "new", tcp: { port: tcp } })
    }),
  )
  intake = `http://127.0.0.1:${port}`
  expect(await post("x")).toBe(429)
  const added = await dial(tcp!)
  added.write("<13>heldxadded\n")
  before.write("<13>heldxafter\n")
  await after(collector, "refused", () =>
    replace(collector, (config) => Object.assign(config, { nope: 1 })),
  )
  expect(await ready(collector)).toContain("is refused: nope: unknown key")
  await after(collector, "applied", () => replace(collector, (config) => delete config.nope))
  await aggregator.start()
  for (const word of ["before", "added", "after"])
    await until(`${word} is stored`, () => found(`heldx${word}`))
  for (const word of ["before", "added", "after"]) expect(await found(`heldx${word}`)).toBe(1)
  before.destroy()
  added.destroy()
})

test("a source that is removed while the log is full delivers what it has when there is room", async () => {
  const { collector, aggregator } = programs
  const [port] = freePorts(1)
  await after(collector, "applied", () =>
    replace(collector, ({ sources }) =>
      sources.push({ type: "syslog", name: "leaving", udp: { port }, lingerMs: 60_000 }),
    ),
  )
  await aggregator.stop()
  const socket = await Bun.udpSocket({})
  for (let i = 0; i < 5; i++) socket.send(`<13>leavingx${i}`, port!, "127.0.0.1")
  await fill()
  await after(collector, "applied", () =>
    replace(collector, (config) => {
      config.sources = config.sources.filter(({ name }) => name !== "leaving")
    }),
  )
  await aggregator.start()
  for (let i = 0; i < 5; i++) await until(`${i} is stored`, () => found(`leavingx${i}`))
  socket.close()
})

test("SIGTERM ends the collector in time with 0 while the log is full, and what was safe is stored once", async () => {
  const { collector, aggregator, syslogPort } = programs
  await aggregator.stop()
  await fill()
  const held = await dial(syslogPort)
  held.write(Array.from({ length: 1000 }, () => `<13>${line()}\n`).join(""))
  const answers = Array.from({ length: 20 }, (_, i) => post(`askedx${i}x`))
  const ended = await Promise.race([collector.stop(), Bun.sleep(10_000).then(() => "not in time")])
  expect(ended).toBe(0)
  const statuses = await Promise.all(answers)
  await Promise.all([collector.start(), aggregator.start()])
  for (const [i, status] of statuses.entries())
    if (status === 200) await until(`${i} is stored`, () => found(`askedx${i}x`))
  held.destroy()
})
