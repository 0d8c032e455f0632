import { expect, test } from "bun:test"
import { rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { openMetrics } from "../telemetry/metrics.ts"
import { smallDisk } from "../testing/small-disk.ts"
import { openLogReader } from "./log-reader.ts"
import { openLogWriter } from "./log-writer.ts"

const log = { debug() {}, info() {}, warn() {}, error() {} }
const deps = { now: Date.now, random: Math.random, log, metrics: openMetrics(), home: "" }
const never = new AbortController().signal
const record = (value: string) => ({ topic: "events" as const, key: "k", value })

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

test("a full disk holds the writer back, says so, and loses nothing", async () => {
  using disk = smallDisk(2)
  if (!disk) return
  const directory = join(disk.path, "log")
  const ballast = join(disk.path, "ballast")
  await using writer = await openLogWriter({ directory }, deps)
  await writer.append([record("first")], never)
  fill(ballast)

  const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString("base64")
  let isDone = false
  const held = writer.append([record(noise)], never).then(() => {
    isDone = true
  })
  while (!writer.full) await Bun.sleep(1)
  expect(isDone).toBe(false)
  expect(writer.problems().join()).toMatch(/ENOSPC|no space/i)

  rmSync(ballast)
  await held
  expect(writer.problems()).toEqual([])
  await writer.append([record("last")], never)
  expect(await read(directory, 3)).toEqual(["first", noise, "last"])
}, 10_000)

test("who is aborted while the disk is full is told at once, and nothing of it is kept", async () => {
  using disk = smallDisk(2)
  if (!disk) return
  const directory = join(disk.path, "log")
  const ballast = join(disk.path, "ballast")
  await using writer = await openLogWriter({ directory }, deps)
  await writer.append([record("first")], never)
  fill(ballast)
  const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString("base64")
  const stop = new AbortController()
  const held = writer.append([record(noise)], stop.signal)
  while (!writer.full) await Bun.sleep(1)
  stop.abort()
  expect(held).rejects.toThrow("stopped while the log could not be written")
  await held.catch(() => {})

  rmSync(ballast)
  await writer.append([record("last")], never)
  expect(await read(directory, 2)).toEqual(["first", "last"])
}, 10_000)

/** Takes all but the last page of the disk. */
function fill(path: string): void {
  for (let size = 2 << 20; size > 0; size -= 4096)
    try {
      writeFileSync(path, Buffer.alloc(size))
      return
    } catch {
      rmSync(path, { force: true })
    }
}
