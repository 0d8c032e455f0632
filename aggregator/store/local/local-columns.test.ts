import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from "bun:test"
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import * as v from "valibot"
import type { Event } from "#shared/ecs/event.ts"
import { queryMatches } from "../query-match.ts"
import { parseQuery } from "../query-parser.ts"
import { storeDeps, temporaryFolder } from "../store-deps.ts"
import { eventAt, storeNoon } from "../store-events.ts"
import type { Scope, Store } from "../types.ts"
import { openLocalStore } from "./local.ts"
import { localStoreOptions } from "./options.ts"

const never = new AbortController().signal
const dayMs = 86_400_000
const everything: Scope = { streams: ["events"], query: { is: "all" } }
const inAll = (text: string): Scope => ({ streams: ["events"], query: parseQuery(text) })

let folder: ReturnType<typeof temporaryFolder>
let now = storeNoon
beforeEach(() => {
  folder = temporaryFolder()
  now = storeNoon
})
setDefaultTimeout(60_000)
afterEach(() => folder[Symbol.dispose]())

function open(more: Record<string, unknown> = {}): Promise<Store> {
  const given = { type: "local", directory: folder.path, readers: 1, ...more }
  return openLocalStore(
    v.parse(localStoreOptions, given),
    storeDeps(() => now),
  )
}

const names = ["alice", "bob", "root"]
/** More than two segments; `vendor.rare` has a value for each, too many for a column. */
const many = Array.from({ length: 17_000 }, (_, at) => ({
  ...eventAt(0, { "user.name": names[at % 3]!, "source.ip": `10.0.${at % 7}.${at % 250}` }),
  "event.id": `e-${at}`,
  "@timestamp": new Date(storeNoon - (at % 1_000) * 1_000).toISOString(),
  "vendor.rare": `${at} `.repeat(60),
  message: `attempt ${at} of ${names[at % 5] ?? "nobody"}`,
})) as unknown as Event[]

const segments = () => {
  const columns = join(folder.path, "columns")
  if (!existsSync(columns)) return []
  return readdirSync(columns, { recursive: true })
    .map((name) => join(columns, String(name)))
    .filter((path) => path.endsWith(".segment"))
    .sort()
}

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 20_000
  while (!holds()) {
    if (Date.now() > end) throw new Error("it did not come to hold")
    await Bun.sleep(10)
  }
}

let template: ReturnType<typeof temporaryFolder>
beforeAll(async () => {
  template = temporaryFolder()
  folder = template
  await using store = await open()
  for (let at = 0; at < many.length; at += 2_000)
    await store.append(many.slice(at, at + 2_000), false, never)
  await until(() => segments().length === 2)
})
afterAll(() => template[Symbol.dispose]())

/** A store that holds them: two segments on disk, and a rest that is not. */
async function filled(): Promise<Store> {
  cpSync(template.path, folder.path, { recursive: true })
  return open()
}

const asked = ["", "user.name:root", "source.ip:10.0.3.0/24", "user.name:*o*", "attempt nobody"]

async function answers(store: Store) {
  return Promise.all(
    asked.map(async (text) => {
      const { total, events } = await store.search(inAll(text), 30, undefined, never)
      const { values } = await store.terms(inAll(text), "user.name", 5, never)
      return { total, ids: events.map((event) => event["event.id"]), values }
    }),
  )
}

describe("columns", () => {
  test("what is on disk by columns, and what is not yet, answer as memory does", async () => {
    await using store = await filled()
    for (const [at, { total, ids }] of (await answers(store)).entries()) {
      const query = parseQuery(asked[at]!)
      const right = many.filter((event) => queryMatches(query, event))
      right.sort((a, b) => (a["@timestamp"]! < b["@timestamp"]! ? 1 : -1))
      expect(total, asked[at]).toBe(right.length)
      const least = right[Math.min(30, right.length) - 1]!["@timestamp"]!
      const newest = new Set(
        right.filter((e) => e["@timestamp"]! >= least).map((e) => e["event.id"]),
      )
      expect(
        ids.every((id) => newest.has(id)),
        asked[at],
      ).toBe(true)
    }
  })

  test("pages lead through all segments, each event once", async () => {
    await using store = await filled()
    const seen = new Set<string>()
    let after: string | undefined
    let pages = 0
    do {
      const page = await store.search(inAll("user.name:root"), 1_000, after, never)
      for (const event of page.events) seen.add(event["event.id"]!)
      after = page.after
      pages++
    } while (after)
    expect([seen.size, pages]).toEqual([5_666, 6])
  })

  test("a file that is written no more is put on disk to its end, and read from there", async () => {
    {
      await using store = await filled()
      now += 2 * dayMs
      await store.append([eventAt(-2_000)], false, never)
      await store.maintain(never)
      await until(() => segments().length === 3)
    }
    await using store = await open()
    expect(await store.count(everything, never)).toBe(17_001)
    now -= 2 * dayMs // a clock that was set back: the file is written once more
    await store.append([eventAt(7)], false, never)
    expect(await store.count(everything, never)).toBe(17_002)
  })
})

describe("columns in trouble", () => {
  const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
    "cut short": (bytes) => bytes.subarray(0, bytes.length / 2),
    empty: () => Buffer.alloc(0),
    "changed at its head": (bytes) => changedAt(bytes, 40),
    "changed at its end": (bytes) => changedAt(bytes, bytes.length - 3),
    "of another version": (bytes) =>
      Buffer.from(bytes.toString("latin1").replace('"version":1', '"version":9'), "latin1"),
  }
  test.each(Object.keys(damages))(
    "columns that are %s are made anew, and no answer is wrong",
    async (how) => {
      let right: unknown
      {
        await using store = await filled()
        right = await answers(store)
      }
      expect(segments()).toHaveLength(2)
      for (const path of segments()) writeFileSync(path, damages[how]!(readFileSync(path)))
      await using store = await open()
      expect(await answers(store)).toEqual(right as never)
      await store.maintain(never)
      await until(() => segments().length === 2)
    },
  )

  test("a thousand fields and values of any kind harm no answer", async () => {
    await using store = await open()
    const odd = Array.from({ length: 5_000 }, (_, at) => [`vendor.f${at}`, `v${at}`] as const)
    const hostile = { ...eventAt(1), ...Object.fromEntries(odd) } as Event
    const proto = JSON.parse('{"vendor.constructor":"x","vendor.__proto__":"y"}') as object
    await store.append([hostile, { ...eventAt(2), ...proto } as Event, eventAt(3)], false, never)
    for (const [text, total] of [
      ["vendor.f4999:v4999", 1],
      ["NOT vendor.f4999:v4999", 2],
      ["vendor.__proto__:y", 1],
      ["constructor:*", 0],
      ["__proto__:*", 0],
    ] as const)
      expect(await store.count(inAll(text), never), text).toBe(total)
    expect((await store.terms(everything, "vendor.f4999", 5, never)).values).toMatchObject([
      { value: "v4999", count: 1 },
    ])
  })
})

function changedAt(bytes: Buffer, at: number): Buffer {
  bytes[at] = bytes[at]! ^ 255
  return bytes
}

test("a question that is given up ends at once, and the next is answered", async () => {
  await using store = await filled()
  const stop = new AbortController()
  const given = store.search(inAll('"attempt nobody"'), 50, undefined, stop.signal)
  stop.abort()
  await expect(given).rejects.toThrow("aborted")
  expect(await store.count(everything, never)).toBe(17_000)
})

test("of two questions to one reader the one that is given up takes nothing from the other", async () => {
  await using store = await filled()
  const stop = new AbortController()
  const given = store.search(inAll('"attempt nobody"'), 50, undefined, stop.signal)
  const other = store.count(everything, never)
  stop.abort(new Error("enough"))
  await expect(given).rejects.toThrow("enough")
  expect(await other).toBe(17_000)
})

test("a long question tells how much of it is done", async () => {
  await using store = await open({ scanMax: 1_000_000 })
  cpSync(template.path, folder.path, { recursive: true })
  const shares: number[] = []
  const asked = inAll("vendor.rare:*99*")
  await store.search(asked, 10, undefined, never, (share) => shares.push(share))
  expect(shares.every((share, at) => share >= (shares[at - 1] ?? 0) && share <= 1)).toBe(true)
})

test("columns go with their file when its time is over, and so do those of files that are gone", async () => {
  {
    await using store = await filled()
    await store.append([eventAt(1)], false, never)
  }
  mkdirSync(join(folder.path, "columns", "1"))
  writeFileSync(join(folder.path, "columns", "1", "0.segment"), "of a file that is gone")
  await using store = await open()
  await store.maintain(never)
  expect(segments()).toHaveLength(2)
  now += 60 * dayMs
  await store.maintain(never)
  expect(segments()).toEqual([])
  expect(await store.count(everything, never)).toBe(0)
})

test("a store of before there were columns gets them, and answers meanwhile as ever", async () => {
  cpSync(template.path, folder.path, { recursive: true })
  rmSync(join(folder.path, "columns"), { recursive: true })
  await using store = await open()
  expect(await store.count(inAll("user.name:root"), never)).toBe(5_666)
  await until(() => segments().length === 2)
  expect(await store.count(inAll("user.name:root"), never)).toBe(5_666)
  expect(await store.problems()).toEqual([])
})
