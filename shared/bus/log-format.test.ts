import { afterEach, describe, expect, setDefaultTimeout, test } from "bun:test"
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { crc32 } from "node:zlib"
import { quietDeps as deps, never, record } from "./bus-suite.ts"
import { localBus } from "./local.ts"
import { openLogReader } from "./log-reader.ts"
import { openLogWriter } from "./log-writer.ts"
import { encodeFrame, segmentName, stampFrame } from "./segment.ts"

setDefaultTimeout(60_000) // of a busy machine

const folders: string[] = []
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), "vedette-format-"))
  folders.push(made)
  return made
}
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true })
})

/** All that lies in a folder, with its bytes. */
const snapshotOf = (directory: string) =>
  Object.fromEntries(
    (readdirSync(directory, { recursive: true, withFileTypes: true }) as import("node:fs").Dirent[])
      .filter((one) => one.isFile())
      .map((one) => join(one.parentPath, one.name))
      .sort()
      .map((path) => [path, readFileSync(path).toString("base64")]),
  )

async function write(directory: string, ...values: string[]) {
  await using log = await openLogWriter({ directory }, deps)
  for (const value of values) await log.append([record(value)], never)
}

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

/** A frame as a version to come would write it: its header and its sum are as they are. */
function frameOf3(): Buffer {
  const frame = encodeFrame("snapshot", "?")
  frame.write("3", 3, "latin1")
  return stampFrame(frame, { segment: 1, index: 0 })
}

/** A frame of version 1: magic, kind, length, sum of kind, length and payload. */
function frameOf1(kind: number, value: unknown): Buffer {
  const payload = Bun.zstdCompressSync(JSON.stringify(value))
  const head = Buffer.alloc(16)
  head.write("VDL1", "latin1")
  head.writeUInt32LE(kind, 4)
  head.writeUInt32LE(payload.length, 8)
  head.writeUInt32LE(crc32(payload, crc32(head.subarray(4, 12))), 12)
  return Buffer.concat([head, payload])
}

describe("a log of a newer version", () => {
  const newerSegment = (directory: string) =>
    writeFileSync(join(directory, segmentName(1)), frameOf3())
  const newerState = (directory: string) => {
    mkdirSync(join(directory, "groups"))
    const text = JSON.stringify({ version: 2, name: "g", serial: 1, state: {} })
    const sum = crc32(text).toString(16).padStart(8, "0")
    writeFileSync(join(directory, "groups", "g.1"), `${sum} ${text}\n`)
  }

  test.each([
    ["segment", newerSegment],
    ["state", newerState],
  ] as const)("(its %s) is refused in words and left untouched", async (_, make) => {
    const directory = folder()
    make(directory)
    const before = snapshotOf(directory)
    const refused = openLogWriter({ directory }, deps)
    await expect(refused).rejects.toThrow(/was written by a newer version \(format \d, this one/)
    expect(snapshotOf(directory)).toEqual(before)
  })

  test("does not keep a reader from other logs, and is told of", async () => {
    const directory = folder()
    mkdirSync(join(directory, "newer"))
    newerSegment(join(directory, "newer"))
    const before = snapshotOf(join(directory, "newer"))
    await using bus = localBus({ type: "local", directory, bytesMax: 1 << 26, writer: "w" }, deps)
    await bus.publish([record("read")], never)
    const stop = new AbortController()
    await using source = bus.subscribe(["events"], "g")
    for await (const batch of source.read(stop.signal)) {
      expect(batch.items.map(({ value }) => value)).toEqual(["read"])
      stop.abort()
    }
    expect((await bus.health()).problems).toEqual([expect.stringContaining("by a newer version")])
    expect(snapshotOf(join(directory, "newer"))).toEqual(before)
  })
})

test("a log of version 1 is read and written on", async () => {
  const directory = folder()
  const frames = [frameOf1(1, "7"), frameOf1(2, { note: "1", records: [["events", "k", "old"]] })]
  writeFileSync(join(directory, segmentName(1)), Buffer.concat(frames))
  const restored: unknown[] = []
  const notes = {
    snapshot: () => "",
    written() {},
    restore: (snapshot: string | undefined, later: readonly string[]) =>
      void restored.push(snapshot, later),
  }
  await using log = await openLogWriter({ directory }, deps, notes)
  await log.append([record("new")], never)
  expect(restored).toEqual(["7", ["1"]])
  expect(await read(directory, 2)).toEqual(["old", "new"])
})

describe("the folder", () => {
  test("of the bus may hold what is no log: it is left alone", async () => {
    const directory = folder()
    mkdirSync(join(directory, "lost+found"))
    mkdirSync(join(directory, "backup", "groups.old"), { recursive: true })
    writeFileSync(join(directory, "readme.txt"), "")
    const before = readdirSync(directory, { recursive: true }).length
    await using bus = localBus({ type: "local", directory, bytesMax: 1 << 26, writer: "w" }, deps)
    const stop = new AbortController()
    await using source = bus.subscribe(["events"], "g")
    const reading = source.read(stop.signal)[Symbol.asyncIterator]().next()
    await Bun.sleep(50)
    expect(readdirSync(directory, { recursive: true })).toHaveLength(before)
    stop.abort()
    await reading
  })

  test("that somebody emptied while it was read: what comes then is read", async () => {
    const directory = folder()
    for (let start = 0; start < 5; start++) await write(directory, `before ${start}`)
    const stop = new AbortController()
    await using reader = openLogReader(directory, "g", ["events"], deps)
    const values: string[] = []
    for await (const batch of reader.read(stop.signal)) {
      values.push(...batch.items.map(({ value }) => value))
      await batch.settle()
      if (values.includes("before 4") && existsSync(join(directory, "groups"))) {
        rmSync(directory, { recursive: true })
        await write(directory, "after")
      }
      if (values.includes("after")) stop.abort()
    }
    expect(values.at(-1)).toBe("after")
  })
})

describe("the lock", () => {
  const path = (directory: string) => join(directory, "writer.lock")

  test.each(["", "nonsense", "0", "-1", "99999999 x", "\0\0\0\0"])(
    "of a process that is gone, or damaged (%j), does not keep it from being written",
    async (text) => {
      const directory = folder()
      writeFileSync(path(directory), text)
      await write(directory, "1")
    },
  )

  test("of a process whose pid is another's now counts for nothing", async () => {
    const directory = folder()
    writeFileSync(path(directory), `${process.ppid} another boot:12345`)
    await write(directory, "1")
  })
})
