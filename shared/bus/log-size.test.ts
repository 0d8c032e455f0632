import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openMetrics } from "../telemetry/metrics.ts"
import { quietDeps as deps } from "./bus-suite.ts"
import { openLogReader } from "./log-reader.ts"
import type { LogWriter } from "./log-types.ts"
import { openLogWriter } from "./log-writer.ts"

setDefaultTimeout(60_000) // of a busy machine

const never = new AbortController().signal
const kilobyte = 1024
const folders: string[] = []
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "vedette-size-"))
  folders.push(made)
  return made
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true })
})

const noise = (bytes: number) => crypto.getRandomValues(Buffer.alloc(bytes / 2)).toString("hex")
const append = (log: LogWriter, value: string, signal = never) =>
  log.append([{ topic: "events", key: "k", value }], signal)

async function read(directory: string, count: number): Promise<string[]> {
  const values: string[] = []
  const stop = new AbortController()
  await using reader = openLogReader(directory, "g", ["events"], deps)
  for await (const batch of reader.read(stop.signal)) {
    values.push(...batch.items.map(({ value }) => value))
    await batch.settle()
    if (values.length >= count) stop.abort()
  }
  return values
}

const bytesIn = (directory: string) =>
  readdirSync(directory)
    .filter((name) => name.endsWith(".seg"))
    .reduce(
      (sum, name) => sum + (statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0),
      0,
    )

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Bun.sleep(2)
}

describe("the size of the log", () => {
  test("is never exceeded, however many write at once", async () => {
    const directory = folder()
    const bytesMax = 64 * kilobyte
    await using log = await openLogWriter({ directory, bytesMax }, deps)
    const values = Array.from({ length: 60 }, () => noise(4 * kilobyte))
    const writing = Promise.all(values.map((value) => append(log, value)))
    await until(() => log.full)
    expect(bytesIn(directory)).toBeLessThanOrEqual(bytesMax)
    const reading = read(directory, values.length)
    let most = 0
    const looking = setInterval(() => {
      most = Math.max(most, bytesIn(directory))
    }, 5)
    expect(await reading).toEqual(values)
    await writing
    clearInterval(looking)
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(bytesMax)
  })

  test("may be lowered below what is there: it is read, then written again", async () => {
    const directory = folder()
    const values = Array.from({ length: 20 }, () => noise(8 * kilobyte))
    {
      await using log = await openLogWriter({ directory, bytesMax: 1024 * kilobyte }, deps)
      for (const value of values) await append(log, value)
    }
    await using log = await openLogWriter({ directory, bytesMax: 32 * kilobyte }, deps)
    const writing = append(log, "small")
    await until(() => log.full)
    expect(await read(directory, 21)).toEqual([...values, "small"])
    await writing
    await until(() => bytesIn(directory) <= 32 * kilobyte)
  })

  test("may be raised: what is there stays, and there is room at once", async () => {
    const directory = folder()
    const values: string[] = []
    {
      await using log = await openLogWriter({ directory, bytesMax: 32 * kilobyte }, deps)
      const stop = new AbortController()
      while (!log.full) {
        const value = noise(4 * kilobyte)
        const timer = setInterval(() => log.full && stop.abort(), 2)
        await append(log, value, stop.signal)
          .then(() => values.push(value))
          .catch(() => {})
        clearInterval(timer)
      }
    }
    await using log = await openLogWriter({ directory, bytesMax: 256 * kilobyte }, deps)
    await append(log, "more")
    expect(log.full).toBe(false)
    expect(await read(directory, values.length + 1)).toEqual([...values, "more"])
  })

  test("does not stop a record that is larger than all of it", async () => {
    const directory = folder()
    await using log = await openLogWriter({ directory, bytesMax: 32 * kilobyte }, deps)
    const values = ["before", noise(100 * kilobyte), "after", noise(100 * kilobyte)]
    const writing = Promise.all(values.map((value) => append(log, value)))
    expect(await read(directory, values.length)).toEqual(values)
    await writing
  })
})

describe("a log that is full", () => {
  test("says since when, in words and as a metric, and that it is over", async () => {
    const directory = folder()
    const told: string[] = []
    const say = (message: string) => void told.push(message)
    const log_ = { debug() {}, info: say, warn: say, error: say }
    const own = { ...deps, log: log_, metrics: openMetrics() }
    await using log = await openLogWriter({ directory, bytesMax: 32 * kilobyte }, own)
    const begunMs = Date.now()
    const values = Array.from({ length: 20 }, () => noise(4 * kilobyte))
    const writing = Promise.all(values.map((value) => append(log, value)))
    await until(() => log.full)
    const { sinceMs } = log.paused!
    expect(sinceMs).toBeGreaterThanOrEqual(begunMs)
    expect(log.problems()).toEqual([
      expect.stringMatching(/^the log in .* is full: sources are held back since 20\d\d-.*Z$/),
    ])
    expect(await own.metrics.text()).toContain(
      `vedette_spool_paused_since_seconds ${sinceMs / 1000}`,
    )
    await read(directory, values.length)
    await writing
    await until(() => !log.full)
    expect(log.problems()).toEqual([])
    expect(await own.metrics.text()).toContain("vedette_spool_paused_since_seconds 0")
    expect(told[0]).toBe("the log can't be written, sources wait")
    expect(told.at(-1)).toBe("the log holds sources back no longer")
  })

  test("goes on by itself when nobody waits any more", async () => {
    const directory = folder()
    await using log = await openLogWriter({ directory, bytesMax: 32 * kilobyte }, deps)
    const stop = new AbortController()
    const values = Array.from({ length: 20 }, () => noise(4 * kilobyte))
    const writing = values.map((value) => append(log, value, stop.signal))
    await until(() => log.full)
    stop.abort()
    const kept = (await Promise.allSettled(writing)).filter(({ status }) => status === "fulfilled")
    expect(log.full).toBe(true)
    await read(directory, kept.length)
    await until(() => !log.full)
    await append(log, "next")
  })
})
