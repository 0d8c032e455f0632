import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { quietDeps as deps } from "#shared/bus/bus-suite.ts"
import { openLogReader } from "#shared/bus/log-reader.ts"
import { openLogWriter } from "#shared/bus/log-writer.ts"
import type { Event } from "#shared/ecs/event.ts"
import { openLedger } from "#shared/pipeline/ledger.ts"
import { sumOf } from "#shared/pipeline/ledger-row.ts"
import { busSink } from "./bus-sink.ts"
import { CollectorConfig } from "./config.ts"
import { droppingSink, type WhenFull } from "./spool-drops.ts"

setDefaultTimeout(60_000) // of a busy machine

const bytesMax = 1 << 20
const never = new AbortController().signal
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

let number = 0
const event = (fields: Partial<Event> = {}): Event => ({
  "@timestamp": "2026-01-01T00:00:00.000Z",
  "event.id": `e${number++}`,
  "event.created": "2026-01-01T00:00:00.000Z",
  "vedette.source": "s",
  message: crypto.getRandomValues(Buffer.alloc(10_000)).toString("hex"),
  ...fields,
})
const debug = () => event({ "log.syslog.severity.code": 7 })
const error = () => event({ "log.level": "error" })
const alert = () => event({ "vedette.stream": "alerts" })

async function spool(policy: WhenFull) {
  const directory = mkdtempSync(join(tmpdir(), "vedette-drops-"))
  folders.push(directory)
  const ledger = openLedger(() => Date.UTC(2026, 0, 1))
  const log = await openLogWriter({ directory, bytesMax }, deps, ledger)
  const blocking = busSink(log, ledger)
  const sink = policy === "block" ? blocking : droppingSink(blocking, policy, log, ledger, deps)
  const fillTo = async (share: number) => {
    const full = new AbortController()
    const timer = setInterval(() => log.full && full.abort(), 5)
    while (!full.signal.aborted && log.bytes < share * bytesMax)
      await blocking.write([error()], full.signal).catch(() => {})
    clearInterval(timer)
  }
  const read = async () => {
    const stop = new AbortController()
    await using reader = openLogReader(directory, "g", ["events", "alerts"], deps)
    for await (const batch of reader.read(stop.signal)) {
      await batch.settle()
      if (reader.lag === 0) stop.abort()
    }
  }
  const dropped = () => ledger.rows().reduce((sum, row) => sum + sumOf(row.dropped), 0)
  return {
    log,
    sink,
    ledger,
    fillTo,
    read,
    dropped,
    [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
  }
}

describe("when the spool is full", () => {
  test("nothing is dropped unless the operator chose it", () => {
    const config = v.parse(CollectorConfig, { sources: [{ type: "stdin", name: "s" }] })
    expect(config.spool.whenFull).toBe("block")
  })

  test("block: who writes waits, and goes on when it was read", async () => {
    await using world = await spool("block")
    await world.fillTo(1)
    let isWritten = false
    const writing = world.sink
      .write([error(), ...Array.from({ length: 10 }, error)], never)
      .then(() => {
        isWritten = true
      })
    while (!world.log.paused) await Bun.sleep(1)
    expect(isWritten).toBe(false)
    await world.read()
    await writing
    expect(world.dropped()).toBe(0)
    expect(world.log.paused).toBeUndefined()
  })

  test("dropNewest: nobody waits, and each event is counted once there is room for the count", async () => {
    await using world = await spool("dropNewest")
    await world.fillTo(1)
    for (let i = 0; i < 100; i++) await world.sink.write([error(), alert()], never)
    expect(world.log.full).toBe(true)
    const isIn = world.ledger.rows().reduce((sum, { received }) => sum + received, 0)
    await world.read()
    while (world.log.full) await Bun.sleep(5)
    await world.sink.write([error()], never)
    const [row] = world.ledger.rows()
    expect(row!.dropped["spool full"]).toBeGreaterThan(90)
    expect(row!.received).toBe(isIn + 100 + 1)
  })

  test("dropLowestSeverity: informational events go first, what matters and alerts stay", async () => {
    await using world = await spool("dropLowestSeverity")
    await world.sink.write([debug()], never)
    await world.fillTo(0.81)
    await world.sink.write([debug(), error(), alert()], never)
    await world.fillTo(0.91)
    await world.sink.write([event({ "log.level": "warning" }), event(), error()], never)
    await world.sink.write([error()], never)
    expect(world.ledger.rows()[0]!.dropped).toEqual({ "spool nearly full": 3 })
  })
})
