import { afterEach, beforeEach, expect, test } from "bun:test"
import * as v from "valibot"
import type { Event } from "#shared/ecs/event.ts"
import { openLocalStore } from "../store/local/local.ts"
import { localStoreOptions } from "../store/local/options.ts"
import { storeDeps, temporaryFolder } from "../store/store-deps.ts"
import type { Store } from "../store/types.ts"
import type { SilentHost, Status } from "../store-sink.ts"
import { watchHosts } from "./hosts.ts"

const minute = 60_000
const noon = Date.UTC(2026, 2, 10, 12)
const never = new AbortController().signal
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

const silent = (host: string, more: Partial<SilentHost> = {}): SilentHost => ({
  ...{ source: "s", host, lastMs: noon - 70 * minute, usualGapMs: minute, foundMs: noon },
  ...more,
})
const report = (...hosts: SilentHost[]) =>
  ({ name: "edge", atMs: noon + minute, hosts: { silent: hosts } }) as unknown as Status
const nobody = () => false

const heardAt = (host: string, ms: number) =>
  store.append(
    [
      {
        ...{ "@timestamp": new Date(ms).toISOString(), "event.id": `${host} ${ms}` },
        ...{ "event.created": new Date(ms).toISOString(), "vedette.stream": "events" },
        ...{ "vedette.source": "s", "host.name": host, "vedette.collector": "other" },
      } as Event,
    ],
    false,
    never,
  )

test("hosts found together are one alert, once", async () => {
  const watch = watchHosts(store)
  const [alert, ...more] = await watch.tell(report(silent("b"), silent("a")), nobody, noon)
  expect(more).toEqual([])
  expect(alert?.message).toBe(
    "2 hosts in s at edge silent for 1 h 10 min, usually heard within 1 min: a, b",
  )
  expect(alert).toMatchObject({ "event.severity": 21, "vedette.source": "s" })
  expect(await watch.tell(report(silent("b"), silent("a")), nobody, noon)).toEqual([])
  const [again] = await watchHosts(store).tell(report(silent("b"), silent("a")), nobody, noon)
  expect(again?.["event.id"]).toBe(alert?.["event.id"])
})

test("a host that sends by another collector is not silent", async () => {
  await heardAt("roams", noon - 5 * minute)
  await heardAt("gone", noon - 80 * minute)
  const [alert] = await watchHosts(store).tell(
    report(silent("roams"), silent("gone")),
    nobody,
    noon,
  )
  expect(alert).toMatchObject({ "host.name": "gone" })
})

test("hosts of a source that is silent itself, and of days ago, are not told", async () => {
  const old = silent("old", { foundMs: noon - 48 * 60 * minute })
  const watch = watchHosts(store)
  expect(await watch.tell(report(silent("a")), () => true, noon)).toEqual([])
  expect(await watch.tell(report(old), nobody, noon)).toEqual([])
})

test("many are counted, twenty are named", async () => {
  const hosts = Array.from({ length: 50 }, (_, i) => silent(`h${100 + i}`))
  const [alert] = await watchHosts(store).tell(report(...hosts), nobody, noon)
  expect(alert?.message).toContain("50 hosts in s")
  expect(alert?.message).toEndWith("h119 and 30 more")
})

test("a store that is away is asked again", async () => {
  let isAway = true
  const count: Store["count"] = (...asked) =>
    isAway ? Promise.reject(new Error("away")) : store.count(...asked)
  const watch = watchHosts({ count })
  expect(await watch.tell(report(silent("a")), nobody, noon)).toEqual([])
  isAway = false
  expect(await watch.tell(report(silent("a")), nobody, noon)).toHaveLength(1)
})
