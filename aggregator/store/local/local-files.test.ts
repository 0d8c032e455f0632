import { Database } from "bun:sqlite"
import { afterEach, beforeEach, expect, test } from "bun:test"
import { readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import * as v from "valibot"
import type { Event } from "#shared/ecs/event.ts"
import { smallDisk } from "#shared/testing/small-disk.ts"
import { storeDeps, temporaryFolder } from "../store-deps.ts"
import { eventAt, storeNoon } from "../store-events.ts"
import type { Scope, Store } from "../types.ts"
import { openLocalStore } from "./local.ts"
import { localStoreOptions } from "./options.ts"

const never = new AbortController().signal
const dayMs = 86_400_000
const everything: Scope = { streams: ["events"], query: { is: "all" } }

let folder: ReturnType<typeof temporaryFolder>
let now = storeNoon
beforeEach(() => {
  folder = temporaryFolder()
  now = storeNoon
})
afterEach(() => folder[Symbol.dispose]())

function open(more: Record<string, unknown> = {}): Promise<Store> {
  const given = { type: "local", directory: folder.path, readers: 1, ...more }
  return openLocalStore(
    v.parse(localStoreOptions, given),
    storeDeps(() => now),
  )
}

const events = (count: number, from = 0): Event[] =>
  Array.from({ length: count }, (_, at) => eventAt(from + at))

test("what is delivered again days later is known, also after reopening", async () => {
  {
    await using store = await open()
    await store.append(events(20), false, never)
    now += 3 * dayMs
    await store.append(events(5, 100), false, never)
    expect(await store.append(events(20), true, never)).toMatchObject({
      created: 0,
      redelivered: 20,
    })
  }
  now += dayMs
  await using store = await open()
  const resent = events(20).map((event) => ({ ...event, "vedette.batch": "b2" }) as Event)
  expect(await store.append(resent, true, never)).toMatchObject({ created: 0, duplicates: 20 })
  expect(await store.append(resent, true, never)).toMatchObject({ created: 0, redelivered: 20 })
  const repeated = events(20).map((event) => ({ ...event, "vedette.repeat": true }) as Event)
  expect(await store.append(repeated, false, never)).toMatchObject({ created: 0, redelivered: 20 })
  expect(await store.count(everything, never)).toBe(25)
})

test("a file of an earlier version gets the columns it lacks", async () => {
  {
    await using store = await open()
    await store.append(events(3), false, never)
  }
  const name = readdirSync(folder.path).find((one) => /^events-\d+\.sqlite$/.test(one))!
  const db = new Database(join(folder.path, name))
  db.run("DROP INDEX events_letter")
  db.run("DROP INDEX events_by_hour")
  db.run("ALTER TABLE events DROP COLUMN letter")
  db.close()
  await using store = await open({ readers: 2 })
  await store.append([eventAt(9, { "vedette.letter": "old.letter" })], false, never)
  expect(await store.count(everything, never)).toBe(4)
  const tallies = await store.tally(0, now * 2)
  expect(tallies.reduce((sum, { stored }) => sum + stored, 0)).toBe(3)
})

test("what exceeds the scan limit is said beside charts and values", async () => {
  await using store = await open({ scanMax: 100 })
  const long = "too long for a column ".repeat(20)
  const many = events(150).map((event) => ({ ...event, "vendor.kind": long }) as Event)
  await store.append(many, false, never)
  const span = { ...everything, fromMs: storeNoon - dayMs, toMs: storeNoon + 1 }
  const bars = await store.histogram(span, 3_600_000, "vendor.kind", never)
  const terms = await store.terms(everything, "vendor.kind", 5, never)
  const why = "leaves out 50 older events that may match: at most 100 are read one by one"
  expect(bars.caveats).toEqual([`the chart ${why}`])
  expect(terms.caveats).toEqual([`the count of values ${why}`])
  const page = await store.search(
    { ...everything, query: { is: "term", field: "vendor.kind", value: long } },
    ...([5, undefined, never] as const),
  )
  expect(page.caveats).toEqual([`the total ${why.replace("50", "44")}`]) // a page reads its own
  expect([page.total, page.totalIsLowerBound, page.events.length]).toEqual([106, true, 5])
  expect(terms.values[0]!.count).toBe(100)
  expect((await store.terms(everything, "vedette.source", 5, never)).caveats).toEqual([])
})

const damages: Readonly<Record<string, (path: string) => void>> = {
  garbage: (path) => writeFileSync(path, crypto.getRandomValues(new Uint8Array(20_000))),
  truncated: (path) => truncateSync(path, 5000),
  "of another kind": (path) => writeFileSync(path, "this is no database ".repeat(100)),
}

test.each(Object.entries(damages))(
  "a file that is %s is set aside; the others serve on",
  async (_, damage) => {
    {
      await using store = await open()
      await store.append(events(20), false, never)
      now += 3 * dayMs
      await store.append(events(5, 100), false, never)
    }
    const oldest = readdirSync(folder.path)
      .filter((name) => /^events-\d+\.sqlite$/.test(name))
      .sort()[0]!
    for (const end of ["-wal", "-shm"]) rmSync(join(folder.path, oldest + end), { force: true })
    damage(join(folder.path, oldest))
    await using store = await open()
    expect(await store.count(everything, never)).toBe(5)
    expect((await store.problems()).join()).toContain(oldest)
    await store.maintain(never)
    expect(readdirSync(folder.path)).not.toContain(oldest)
    expect((await store.problems()).join()).toContain("set aside")
    expect(await store.append(events(5, 200), true, never)).toMatchObject({ created: 5 })
    expect(await store.count(everything, never)).toBe(10)
  },
)

test("the file being written, damaged, is set aside and writing goes on", async () => {
  {
    await using store = await open()
    await store.append(events(20), false, never)
  }
  const name = readdirSync(folder.path).find((file) => /^events-\d+\.sqlite$/.test(file))!
  for (const end of ["-wal", "-shm"]) rmSync(join(folder.path, name + end), { force: true })
  damages.garbage!(join(folder.path, name))
  await using store = await open()
  expect(await store.append(events(1, 300), false, never)).toMatchObject({ created: 1 })
  await store.maintain(never)
  expect(await store.count(everything, never)).toBe(1)
  expect((await store.problems()).join()).toContain("set aside")
})

test("a full disk is said in words, loses nothing, and is over when space is freed", async () => {
  using disk = smallDisk(4)
  if (!disk) return
  const directory = join(disk.path, "store")
  await using store = await open({ directory })
  await store.append(events(1), false, never)
  const ballast = join(disk.path, "ballast")
  writeFileSync(ballast, Buffer.alloc(1 << 20))
  let stored = 1
  let failure: unknown
  while (!failure && stored < 1000)
    try {
      const noise = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString("base64")
      const next = { ...eventAt(stored), "vendor.noise": noise } as Event
      await store.append([next], false, never)
      stored++
    } catch (cause) {
      failure = cause
    }
  expect(String(failure)).toMatch(/disk is full|ENOSPC/i)
  expect(await store.count(everything, never)).toBe(stored)
  rmSync(ballast)
  expect(await store.append([eventAt(stored)], false, never)).toMatchObject({ created: 1 })
  expect(await store.count(everything, never)).toBe(stored + 1)
})

test("a file of before collectors were counted tells the collector of each event", async () => {
  const from = (collector: string, at: number) => eventAt(at, { "vedette.collector": collector })
  {
    await using store = await open()
    await store.append([from("a", 1), from("b", 2), eventAt(3)], false, never)
  }
  const name = readdirSync(folder.path).find((one) => /^events-\d+\.sqlite$/.test(one))!
  const db = new Database(join(folder.path, name))
  db.run("DROP INDEX events_by_hour")
  db.run("ALTER TABLE events DROP COLUMN collector")
  db.run("ALTER TABLE duplicates DROP COLUMN collector")
  db.close()
  await using store = await open({ readers: 2 })
  await store.append([{ ...from("a", 1), "vedette.batch": "again" } as Event], false, never)
  const tallies = await store.tally(0, now * 2)
  const of = (collector: string) => tallies.find((tally) => tally.collector === collector)
  expect(of("a")).toMatchObject({ stored: 1, deduplicated: 1 })
  expect(of("b")).toMatchObject({ stored: 1, deduplicated: 0 })
  expect(of("")).toMatchObject({ stored: 1 })
})
