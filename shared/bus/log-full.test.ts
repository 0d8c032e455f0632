import { expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { openMetrics } from "../telemetry/metrics.ts"
import { smallDisk } from "../testing/small-disk.ts"
import { type Disk, realDisk } from "./disk.ts"
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

test("a disk that becomes read-only holds the writer back, says so, and loses nothing", async () => {
  const directory = mkdtempSync(join(tmpdir(), "vedette-read-only-"))
  let isReadOnly = false
  const disk: Disk = {
    ...realDisk,
    create(path) {
      const file = realDisk.create(path)
      const write = file.write.bind(file)
      const refused = Object.assign(new Error("EROFS"), { code: "EROFS" })
      return Object.assign(file, {
        write: (bytes: Uint8Array, at: number) =>
          isReadOnly ? Promise.reject(refused) : write(bytes, at),
      })
    },
  }
  await using writer = await openLogWriter({ directory, disk }, deps)
  await writer.append([record("first")], never)
  isReadOnly = true
  let isDone = false
  const held = writer.append([record("held")], never).then(() => {
    isDone = true
  })
  while (!writer.full) await Bun.sleep(1)
  expect(isDone).toBe(false)
  expect(writer.problems().join()).toMatch(/the disk is read-only .*: sources are held back since/)
  isReadOnly = false
  await held
  expect(await read(directory, 2)).toEqual(["first", "held"])
  rmSync(directory, { recursive: true })
}, 20_000)

test("a reader whose place can't be written reads on, so that a full disk is emptied", async () => {
  using disk = smallDisk(2)
  if (!disk) return
  const directory = join(disk.path, "log")
  const ballast = join(disk.path, "ballast")
  await using writer = await openLogWriter({ directory }, deps)
  await writer.append([record("1")], never)
  const stop = new AbortController()
  const values: string[] = []
  {
    await using reader = openLogReader(directory, "g", ["events"], deps)
    for await (const batch of reader.read(stop.signal)) {
      values.push(...batch.items.map(({ value }) => value))
      await batch.settle()
      if (values.includes("1")) break
    }
    await writer.append([record("2")], never)
    fill(ballast)
    for await (const batch of reader.read(stop.signal)) {
      values.push(...batch.items.map(({ value }) => value))
      await batch.settle()
      while (reader.problems().length === 0) {
        await Bun.sleep(100)
        await batch.settle()
      }
      stop.abort()
    }
    expect(values).toEqual(["1", "2"])
    expect(reader.problems().join()).toMatch(/disk is full/)
    rmSync(ballast)
  }
  await writer.append([record("3")], never)
  expect(await read(directory, 1)).toEqual(["3"])
}, 20_000)

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
