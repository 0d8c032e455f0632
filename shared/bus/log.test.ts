import { afterEach, expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Deps } from "../config/define.ts"
import { openMetrics } from "../telemetry/metrics.ts"
import { openLogReader } from "./log-reader.ts"
import { openLogWriter } from "./log-writer.ts"
import { segmentName } from "./segment.ts"
import type { BusRecord } from "./types.ts"

setDefaultTimeout(60_000) // of a busy machine

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const deps: Deps = {
  now: Date.now,
  random: Math.random,
  log: quiet,
  metrics: openMetrics(),
  home: "",
}
const folders: string[] = []
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "vedette-log-"))
  folders.push(made)
  return made
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true })
})

const never = new AbortController().signal
const record = (value: string): BusRecord => ({ topic: "events", key: "k", value })

/** Reads until `count` values came; settles each batch unless told not to. */
async function read(directory: string, count: number, group = "g", settles = true) {
  const values: string[] = []
  let repeats = 0
  const stop = new AbortController()
  await using reader = openLogReader(directory, group, ["events"], deps)
  for await (const batch of reader.read(stop.signal)) {
    values.push(...batch.items.map(({ value }) => value))
    if (batch.origin.mayRepeat) repeats += batch.items.length
    if (settles) await batch.settle()
    if (values.length >= count) stop.abort()
  }
  return { values, repeats }
}

async function write(directory: string, values: readonly string[]) {
  await using log = await openLogWriter({ directory }, deps)
  for (const value of values) await log.append([record(value)], never)
}

test("what is appended is read in order, with every kind of text", async () => {
  const directory = folder()
  const values = ["a", "with\nnewline and \0 NUL", "\ud800 lone", "🛡", "x".repeat(2_000_000)]
  await write(directory, values)
  expect((await read(directory, values.length)).values).toEqual(values)
})

test("settled records are not given again; unsettled ones are, and say so", async () => {
  const directory = folder()
  await write(directory, ["1", "2"])
  expect(await read(directory, 2)).toEqual({ values: ["1", "2"], repeats: 0 })
  await write(directory, ["3"])
  expect(await read(directory, 1, "g", false)).toEqual({ values: ["3"], repeats: 0 })
  expect(await read(directory, 1)).toEqual({ values: ["3"], repeats: 1 })
})

test("groups read independently", async () => {
  const directory = folder()
  await write(directory, ["1"])
  await read(directory, 1, "a")
  expect((await read(directory, 1, "b")).values).toEqual(["1"])
})

test("a flipped bit anywhere costs at most its own frame", async () => {
  const clean = folder()
  await write(clean, ["1", "2", "3"])
  const name = segmentName(1)
  const bytes = readFileSync(join(clean, name))
  for (let at = 0; at < bytes.length; at += 7) {
    const directory = folder()
    const damaged = Buffer.from(bytes)
    damaged[at]! ^= 0x10
    writeFileSync(join(directory, name), damaged)
    await write(directory, ["4"]) // opens, whatever is in there
    const { values } = await read(directory, 3)
    expect(values.at(-1)).toBe("4")
    expect(values.filter((value) => ["1", "2", "3"].includes(value)).length).toBeGreaterThanOrEqual(
      2,
    )
  }
})

test("a torn tail is set aside and writing goes on in a new segment", async () => {
  const directory = folder()
  await write(directory, ["1", "2"])
  const path = join(directory, segmentName(1))
  writeFileSync(path, readFileSync(path).subarray(0, -3))
  await write(directory, ["3"])
  expect((await read(directory, 2)).values).toEqual(["1", "3"])
  expect(readdirSync(join(directory, "quarantine"))).toHaveLength(1)
})

test("notes are counted once they are durable and come back after a restart", async () => {
  const directory = folder()
  const totals = () => {
    let sum = 0
    return {
      snapshot: () => String(sum),
      written: (note: string) => {
        sum += Number(note)
      },
      restore: (snapshot: string | undefined, notes: readonly string[]) => {
        sum = Number(snapshot ?? 0) + notes.reduce((all, note) => all + Number(note), 0)
      },
    }
  }
  for (let round = 1; round <= 3; round++) {
    const notes = totals()
    await using log = await openLogWriter({ directory, segmentBytesMax: 200 }, deps, notes)
    await Promise.all([1, 2, 3, 4].map(() => log.append([record("x")], never, "1")))
    expect(notes.snapshot()).toBe(String(round * 4))
  }
})

test("a full log waits and goes on once a group has read", async () => {
  const directory = folder()
  await using log = await openLogWriter({ directory, segmentBytesMax: 500, bytesMax: 2000 }, deps)
  const noise = () => crypto.getRandomValues(Buffer.alloc(200)).toString("hex")
  let appended = 0
  const writing = (async () => {
    for (let i = 0; i < 30; i++) {
      await log.append([record(noise())], never)
      appended++
    }
  })()
  while (!log.full) await Bun.sleep(5)
  expect(appended).toBeLessThan(30)
  expect(log.problems()).toHaveLength(1)
  const { values } = await read(directory, 30)
  await writing
  expect(values).toHaveLength(30)
}, 20_000)

test("a second writer is refused by name of the first", async () => {
  const directory = folder()
  writeFileSync(join(directory, "writer.lock"), String(process.ppid))
  expect(openLogWriter({ directory }, deps)).rejects.toThrow(`process ${process.ppid}`)
})
