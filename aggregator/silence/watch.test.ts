import { afterEach, beforeEach, expect, test } from "bun:test"
import * as v from "valibot"
import { sourcesOf } from "../sources.ts"
import { openLocalStore } from "../store/local/local.ts"
import { localStoreOptions } from "../store/local/options.ts"
import { storeDeps, temporaryFolder } from "../store/store-deps.ts"
import type { Store } from "../store/types.ts"
import type { Status } from "../store-sink.ts"
import { silenceOptions } from "./options.ts"
import { type SilenceWatch, watchSilence } from "./watch.ts"

const minute = 60_000
const noon = Date.UTC(2026, 2, 10, 12)
let folder: ReturnType<typeof temporaryFolder>
let store: Store
beforeEach(async () => {
  folder = temporaryFolder()
  const given = { type: "local", directory: folder.path, readers: 1 }
  store = await openLocalStore(v.parse(localStoreOptions, given), storeDeps())
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

let wallMs = noon
const open = (options: Record<string, unknown> = {}) =>
  watchSilence(v.parse(silenceOptions, options), store, { now: () => wallMs++ })

/** A report of `edge` at a time of its own clock: when each source was heard last. */
const report = (atMs: number, last: Record<string, number>, more: object = {}): Status =>
  ({
    ...{ program: "collector", name: "edge", version: "1", problems: [], atMs },
    ...{ rules: { loaded: 0, refused: [] }, sources: Object.keys(last), intakeSinceMs: 0 },
    ledger: Object.entries(last).map(([source, lastMs]) => ({ source, hourMs: noon, lastMs })),
    ...more,
  }) as unknown as Status

const said = (events: readonly { message?: string }[]) => events.map(({ message }) => message)

/** Both sources are heard every ten seconds for `minutes`. */
async function busy(watch: SilenceWatch, fromMs: number, minutes: number, lagMs = 0) {
  const told = []
  for (let ms = fromMs; ms < fromMs + minutes * minute; ms += 10_000)
    told.push(...(await watch.see(report(ms, { a: ms - 1000, b: ms - 2000 }), ms + lagMs)))
  return told
}

test("a source that goes silent is told once, and when it is heard again", async () => {
  const watch = open()
  expect(await busy(watch, noon, 30)).toEqual([])
  const lastOfB = noon + 30 * minute - 12_000
  const told = []
  for (let ms = noon + 30 * minute; ms < noon + 60 * minute; ms += 10_000)
    told.push(...(await watch.see(report(ms, { a: ms - 1000, b: lastOfB }), ms)))
  expect(said(told)).toEqual([
    "b at edge has been silent for 15 min; usually it is heard within 16 s",
  ])
  expect(told[0]).toMatchObject({
    ...{ "event.kind": "alert", "vedette.stream": "alerts", "rule.id": "vedette-source-silent" },
    ...{ "vedette.source": "b", "observer.name": "edge", "event.severity": 47 },
  })
  const back = await watch.see(report(noon + 61 * minute, { a: noon, b: noon + 60 * minute }), 0)
  expect(said(back)).toEqual(["b at edge is heard again, after 30 min"])
  expect(back[0]?.["event.id"]).not.toBe(told[0]?.["event.id"])
})

test("an outage of the bus makes nobody silent, however late the reports come", async () => {
  const watch = open()
  expect(await busy(watch, noon, 30)).toEqual([])
  expect(await busy(watch, noon + 30 * minute, 30, 5 * 60 * minute)).toEqual([])
})

test("the collector's own absence is no silence of its sources", async () => {
  const watch = open()
  await busy(watch, noon, 30)
  const back = noon + 10 * 60 * minute
  const last = { a: noon + 30 * minute, b: noon + 30 * minute }
  const first = report(back, last, { intakeSinceMs: back - 1000 })
  expect(await watch.see(first, back)).toEqual([])
  const later = report(back + 20 * minute, last, { intakeSinceMs: back - 1000 })
  expect(said(await watch.see(later, back))).toHaveLength(2)
})

test("a restart forgets nothing: neither what is usual, nor what is told", async () => {
  const before = open()
  await busy(before, noon, 30)
  await before.save()
  const last = { a: noon + 29 * minute, b: noon + 29 * minute }
  const at = noon + 60 * minute
  const unsaved = await open().see(report(at, last), at) // then a crash
  const after = open()
  const told = await after.see(report(at, last), at)
  expect(told).toHaveLength(2)
  await after.save()
  expect(await open().see(report(at + minute, last), at + minute)).toEqual([])
  expect(unsaved.map((event) => event["event.id"])).toEqual(told.map((event) => event["event.id"]))
})

test("sources of one name at two collectors are told apart", async () => {
  const watch = open()
  for (const name of ["one", "two"])
    for (let ms = noon; ms < noon + 20 * minute; ms += 10_000)
      await watch.see(report(ms, { a: ms }, { name }), ms)
  const at = noon + 60 * minute
  expect(await watch.see(report(at, { a: at }, { name: "one" }), at)).toEqual([])
  const told = await watch.see(report(at, { a: noon + 20 * minute }, { name: "two" }), at)
  expect(said(told)[0]).toStartWith("a at two has been silent")
})

test("what is ignored, taken out of the configuration or never heard is no silence", async () => {
  const watch = open({ ignore: ["a"] })
  await busy(watch, noon, 30)
  const at = noon + 90 * minute
  expect(await watch.see(report(at, { a: noon, never: 0 }), at)).toEqual([])
  const rows = await sourcesOf(store, 10)
  expect(rows).toEqual([])
})

test("alerts can be left off: the state is known all the same", async () => {
  const watch = open({ alert: false })
  await busy(watch, noon, 30)
  const at = noon + 90 * minute
  expect(await watch.see(report(at, { a: noon, b: at }), at)).toEqual([])
  await watch.save()
  const rows = await sourcesOf(store, 10)
  expect(rows.find(({ source }) => source === "a")).toMatchObject({
    collector: "edge",
    usualGapMs: 16_000,
    silentSinceMs: noon + 30 * minute - 11_000,
  })
  expect(rows.find(({ source }) => source === "b")).not.toHaveProperty("silentSinceMs")
})

test("reports that come again change nothing", async () => {
  const watch = open()
  await busy(watch, noon, 30)
  const before = structuredClone([...watch.watched().get("edge")!.sources])
  expect(await busy(watch, noon + 26 * minute, 3)).toEqual([])
  expect([...watch.watched().get("edge")!.sources]).toEqual(before)
})

test("a kept state that can't be read is begun anew", async () => {
  const body = { collector: "edge", sources: { a: { lastMs: "x" }, b: null }, atMs: "y" }
  await store.put("silence", { id: "sources edge", revision: 1, body })
  expect(await busy(open(), noon, 30)).toEqual([])
})
