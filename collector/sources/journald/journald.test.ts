import { afterEach, beforeEach, describe, expect, test } from "bun:test"
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import type { Batch, Raw, Source } from "#shared/pipeline/types.ts"
import { openLog } from "#shared/telemetry/log.ts"
import { describeSource, take, testWorld, textsOf } from "../source-suite.ts"
import { journald, openJournald } from "./journald.ts"

/**
 * Stands in for journalctl where the machine has none, and where it must fail when it is told to: it
 * prints the entries of a file after the one of the cursor, and follows it. Beside the file it notes
 * what it was called with, and its process id.
 */
const script = (journal: string) => `#!/bin/sh
cursor=
for word; do case $word in --after-cursor=*) cursor=\${word#*=};; esac; done
echo "$$ $*" >> ${journal}.calls
[ -e ${journal}.broken ] && { echo "no journal here" >&2; exit 3; }
touch ${journal}
first=1
[ -n "$cursor" ] && first=$(( $(grep -nF "\\"$cursor\\"" ${journal} | cut -d: -f1) + 1 ))
exec tail -n +$first -s 0.02 -f ${journal}
`

type Given = Partial<v.InferInput<typeof journald.options>>

let folder: string
let journal: string
const opened: Source<Raw>[] = []

function standIn(directory: string): { path: string; command: string[] } {
  const path = join(directory, "journal")
  writeFileSync(`${path}.sh`, script(path))
  chmodSync(`${path}.sh`, 0o755)
  return { path, command: [`${path}.sh`] }
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vedette-journald-"))
  journal = join(folder, "journal")
})
afterEach(async () => {
  for (const source of opened.splice(0)) await source[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

async function open(given: Given = {}, world = testWorld(folder)): Promise<Source<Raw>> {
  const command = given.command ?? standIn(folder).command
  const source = await openJournald(optionsOf({ ...given, command }), world)
  opened.push(source)
  return source
}

const optionsOf = (given: Given) =>
  v.parse(journald.options, { type: "journald", name: "under-test", restartMs: 5, ...given })

const entry = (n: number, message: unknown = `line ${n}`) => ({
  MESSAGE: message,
  __CURSOR: `s=1;i=${n};x=${n}`,
  __REALTIME_TIMESTAMP: `${1_764_054_000_000_000 + n}`,
})
const write = (...entries: object[]) =>
  appendFileSync(journal, entries.map((each) => `${JSON.stringify(each)}\n`).join(""))
const messagesOf = (batches: readonly Batch<Raw>[]) =>
  textsOf(batches).map((text) => JSON.parse(text).MESSAGE)
const calls = () => readFileSync(`${journal}.calls`, "utf8").trim().split("\n")

async function takeAndStop(source: Source<Raw>, count: number): Promise<Batch<Raw>[]> {
  const abort = new AbortController()
  const batches: Batch<Raw>[] = []
  let taken = 0
  for await (const batch of source.read(abort.signal)) {
    batches.push(batch)
    taken += batch.items.length
    await batch.settle()
    if (taken >= count) abort.abort()
  }
  await source[Symbol.asyncDispose]()
  return batches
}

describeSource("journald", async (world) => {
  const { path, command } = standIn(world.home)
  return {
    source: await openJournald(optionsOf({ command }), world),
    send: (texts) => appendFileSync(path, texts.map((text) => `${text}\n`).join("")),
    afterFailure: "comes again",
  }
})

test("an entry's position is its cursor, its text does not depend on the order of its fields", async () => {
  const { MESSAGE, ...rest } = entry(1)
  write({ MESSAGE, ...rest }, { ...rest, MESSAGE })
  const items = (await take(await open(), 2)).flatMap((batch) => batch.items)
  expect(items[0]!.position).toBe(rest.__CURSOR)
  expect(items[1]).toEqual(items[0]!)
})

test("the format is the journal's, and the program is asked for what is configured", async () => {
  write(entry(1))
  const [batch] = await take(await open({ units: ["ssh.service", "cron*"], directory: "/j" }), 1)
  expect(batch!.origin.format).toBe("journald")
  expect(calls()[0]).toEndWith(
    " --output=json --all --quiet --no-pager --directory=/j --unit=ssh.service --unit=cron* --follow --no-tail",
  )
})

test("an entry that is too long is cut, with its cursor where that is held", async () => {
  write({ __CURSOR: "s=1;i=1", MESSAGE: "x".repeat(5000) }, entry(2))
  const items = (await take(await open({ recordBytesMax: 1000 }), 2)).flatMap((b) => b.items)
  expect(items[0]).toMatchObject({ originalBytes: 5035, position: "s=1;i=1" })
  expect(items[0]!.text.length).toBe(1000)
  expect(JSON.parse(items[1]!.text)).toEqual(entry(2))
})

test("what is no JSON is a record too", async () => {
  writeFileSync(journal, Buffer.from('garbage\n[1]\n{"a":"\xff"}\n', "latin1"))
  const items = (await take(await open(), 3)).flatMap((batch) => batch.items)
  expect(items.map(({ text }) => text)).toEqual(["garbage", "[1]", '{"a":"\uFFFD"}'])
  expect(items[2]!.bytes).toBeDefined()
  expect(new Set(items.map(({ position }) => position)).size).toBe(3)
})

describe("after a restart", () => {
  test("it goes on after the last entry that was delivered", async () => {
    write(entry(1), entry(2))
    await takeAndStop(await open(), 2)
    write(entry(3))
    const batches = await take(await open(), 1)
    expect(messagesOf(batches)).toEqual(["line 3"])
    expect(batches[0]!.origin.mayRepeat).toBeUndefined()
  })

  test("what failed to be delivered is read again, as a repetition", async () => {
    write(entry(1))
    await takeAndStop(await open(), 1)
    write(entry(2))
    const source = await open()
    for await (const batch of source.read(new AbortController().signal)) {
      await batch.settle(new Error("the sink is down"))
      break
    }
    await source[Symbol.asyncDispose]()
    const [batch] = await take(await open(), 1)
    expect(messagesOf([batch!])).toEqual(["line 2"])
    expect(batch!.origin.mayRepeat).toBe(true)
  })
})

describe("the program", () => {
  const isRunning = (pid: number) => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  const pidOf = (call: string) => Number(call.split(" ")[0])

  test("is started again when it ends, and goes on where it was", async () => {
    write(entry(1))
    const source = await open()
    await take(source, 1)
    process.kill(pidOf(calls()[0]!), "SIGKILL")
    write(entry(2))
    expect(messagesOf(await take(source, 1))).toEqual(["line 2"])
    expect(calls()[1]).toContain(`--after-cursor=${entry(1).__CURSOR}`)
  })

  test("that ends again and again is told of once in the log, and to who reads, until it works", async () => {
    const told: string[] = []
    const log = openLog("test", "warn", (line) => void told.push(line))
    writeFileSync(`${journal}.broken`, "")
    const source = await open({}, { ...testWorld(folder), log })
    const reading = take(source, 1)
    expect(reading).rejects.toThrow("it ended with 3: no journal here")
    await reading.catch(() => {})
    expect(told.length).toBe(1)
    rmSync(`${journal}.broken`)
    write(entry(1))
    const again = async (): Promise<Batch<Raw>[]> => take(source, 1).catch(again)
    expect(messagesOf(await again())).toEqual(["line 1"])
  })

  test("is killed when the reading is aborted, and when the source is closed", async () => {
    write(entry(1))
    const source = await open()
    await take(source, 1)
    expect(isRunning(pidOf(calls()[0]!))).toBe(true)
    await source[Symbol.asyncDispose]()
    write(entry(2))
    const abort = new AbortController()
    for await (const batch of (await open()).read(abort.signal)) {
      await batch.settle()
      abort.abort()
    }
    expect(calls().map((call) => isRunning(pidOf(call)))).toEqual([false, false])
  })

  test("that is missing is refused at the start", () => {
    expect(open({ command: ["/no/journalctl"] })).rejects.toThrow("/no/journalctl is not installed")
  })
})
