import { afterEach, beforeEach, expect, test } from "bun:test"
import * as v from "valibot"
import type { Event } from "#shared/ecs/event.ts"
import { hourMs } from "#shared/pipeline/ledger-row.ts"
import { openLocalStore } from "../store/local/local.ts"
import { localStoreOptions } from "../store/local/options.ts"
import { storeDeps, temporaryFolder } from "../store/store-deps.ts"
import type { Store } from "../store/types.ts"
import { balance, latestMs } from "./balance.ts"
import { forgetRows } from "./forget.ts"
import { differencesOf, ledgerText } from "./text.ts"

const hour = Date.UTC(2026, 2, 10, 12)
const never = new AbortController().signal
let folder: ReturnType<typeof temporaryFolder>
let store: Store
let now = hour + hourMs
let number = 0
beforeEach(async () => {
  now = hour + hourMs
  folder = temporaryFolder()
  const given = { type: "local", directory: folder.path, readers: 1, retentionDays: 10 }
  const deps = storeDeps(() => now)
  store = await openLocalStore(v.parse(localStoreOptions, given), deps)
})
afterEach(async () => {
  await store[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const event = (atMs: number, more: Record<string, unknown> = {}): Event =>
  ({
    "@timestamp": new Date(atMs).toISOString(),
    "event.id": `event-${number++}`,
    "event.created": new Date(atMs).toISOString(),
    "vedette.stream": "events",
    "vedette.source": "syslog",
    "vedette.collector": "edge",
    "vedette.batch": "b1",
    ...more,
  }) as Event

const stored = (count: number, atMs = hour, more: Record<string, unknown> = {}) =>
  store.append(
    Array.from({ length: count }, () => event(atMs, more)),
    false,
    never,
  )

/** What a collector says it received. */
async function said(received: number, more: Record<string, unknown> = {}) {
  const row = { source: "syslog", collector: "edge", hourMs: hour, ...more }
  const id = `${row.collector} ${row.source} ${row.hourMs}`
  await store.put("ledger", { id, revision: ++number, body: { ...row, received } })
}

/** The collector's last report, by its own clock and by ours. */
async function reported(atMs: number, more: Record<string, unknown> = {}) {
  const { name = "edge", heardMs = atMs } = more
  const body = { program: "collector", name, atMs, heardMs, ...more }
  await store.put("status", { id: `collector ${name}`, revision: ++number, body })
}

const ask = (records = 0, from = 0, to = latestMs) =>
  balance(store, from, to, async () => ({ records }))

test("what was received is stored, deduplicated or dropped", async () => {
  await stored(7)
  const twice = event(hour)
  await store.append([twice], false, never)
  await store.append([{ ...twice, "vedette.batch": "b2" } as Event], false, never)
  await said(12, {
    unparsed: 2,
    dropped: { "kernel buffer full": 3 },
    refused: { "request: full": 9 },
  })
  const [row] = await ask()
  expect(row).toMatchObject({
    ...{
      source: "syslog",
      received: 12,
      stored: 8,
      deduplicated: 1,
      difference: 0,
      balanced: true,
    },
    ...{ parsed: 7, unparsed: 2, onTheWay: 0, dropped: { "kernel buffer full": 3 } },
    ...{ refused: { "request: full": 9 } },
  })
})

test("a loss is told with its hour and its collector", async () => {
  await stored(5)
  await stored(1, hour + hourMs)
  await said(5)
  await said(4, { hourMs: hour + hourMs })
  const rows = await ask()
  expect(rows[0]).toMatchObject({ received: 9, stored: 6, difference: 3, balanced: false })
  expect(rows[0]?.differences).toEqual([
    { collector: "edge", hourMs: hour + hourMs, events: 3, alerts: 0 },
  ])
  expect(differencesOf(rows[0]!)).toEqual([
    "3 events of syslog at edge, received 2026-03-10 13:00 to 14:00 UTC: lost",
  ])
  expect(ledgerText(rows)).toContain("lost")
})

test("two collectors with a source of one name are not mixed: a loss stays one", async () => {
  await stored(3, hour, { "vedette.collector": "a" })
  await stored(5, hour, { "vedette.collector": "b" })
  await said(4, { collector: "a" })
  await said(4, { collector: "b" })
  for (const name of ["a", "b"]) await reported(hour + hourMs, { name })
  const [row] = await ask()
  expect(row).toMatchObject({ received: 8, stored: 8, difference: 0, balanced: false })
  expect(row?.differences.map(({ collector, events }) => [collector, events])).toEqual([
    ["a", 1],
    ["b", -1],
  ])
  expect(row?.collectors.map(({ collector, received }) => [collector, received])).toEqual([
    ["a", 4],
    ["b", 4],
  ])
})

test("what is in the spool or on the bus is on the way, and no more than that", async () => {
  await stored(10)
  await said(20, { spooled: 4 })
  expect((await ask(6))[0]).toMatchObject({ onTheWay: 10, difference: 0, balanced: true })
  expect((await ask(5))[0]).toMatchObject({ onTheWay: 9, difference: 1, balanced: false })
  expect((await ask(0))[0]).toMatchObject({ onTheWay: 4, difference: 6 })
})

test("what lies on the bus explains as much of all sources together", async () => {
  await said(3, { source: "a" })
  await said(3, { source: "b" })
  const rows = await ask(4)
  expect(rows.reduce((sum, { onTheWay }) => sum + onTheWay, 0)).toBe(4)
  expect(rows.reduce((sum, { difference }) => sum + difference, 0)).toBe(2)
})

test("a collector whose spool is not counted yet may hold all that is missing, others may not", async () => {
  await said(3)
  await said(3, { collector: "other" })
  await reported(hour, { spoolIsCounted: false })
  const [row] = await ask()
  expect(row?.differences.map(({ collector }) => collector)).toEqual(["other"])
})

test("what is stored before its collector has reported it balances", async () => {
  await stored(4)
  await reported(hour + 30 * 60_000)
  await said(4)
  await stored(3, hour + 31 * 60_000)
  expect((await ask())[0]).toMatchObject({ received: 7, unreported: 3, stored: 7, difference: 0 })
})

test("what is stored more often than it was received is a difference, unless it is that young", async () => {
  await stored(4)
  await reported(hour + 30 * 60_000)
  await said(3)
  const [row] = await ask()
  expect(row).toMatchObject({ unreported: 0, difference: -1, balanced: false })
  expect(differencesOf(row!)[0]).toContain("stored more often than received")
})

test.each([
  ["ahead", 5 * hourMs],
  ["behind", -50 * hourMs],
])("a collector whose clock is %s balances", async (_, skewMs) => {
  const at = hour + skewMs
  await stored(4, at)
  await said(4, { hourMs: at })
  await stored(2, at + 50 * 60_000)
  await reported(at + 10 * 60_000, { heardMs: now })
  expect((await ask())[0]).toMatchObject({ received: 6, unreported: 2, balanced: true })
})

test("a span is widened to whole hours of receipt", async () => {
  await stored(1)
  await stored(2, hour + hourMs)
  await said(1)
  await said(2, { hourMs: hour + hourMs })
  const rows = await ask(0, hour + 30 * 60_000, hour + 31 * 60_000)
  expect(rows[0]).toMatchObject({ received: 1, stored: 1, balanced: true })
})

test("alerts balance by themselves", async () => {
  await stored(2, hour, { "vedette.stream": "alerts" })
  await stored(1)
  await said(1, { alerts: 3 })
  const [row] = await ask()
  expect(row).toMatchObject({ difference: 0, balanced: false })
  expect(row?.alerts).toMatchObject({ received: 3, stored: 2, difference: 1 })
  expect(differencesOf(row!)).toEqual([
    "1 alert of syslog at edge, received 2026-03-10 12:00 to 13:00 UTC: lost",
  ])
  expect((await ask(1))[0]).toMatchObject({ balanced: true, alerts: { onTheWay: 1 } })
})

test("what the centre makes itself is in nobody's balance", async () => {
  await stored(3, hour, { "vedette.collector": undefined, "vedette.source": "bus" })
  await stored(1, hour, { "vedette.collector": undefined, "vedette.stream": "alerts" })
  expect(await ask()).toEqual([])
})

test("hours that the store retains in part are not judged, rows of before are removed", async () => {
  await stored(3)
  await said(3)
  await said(5, { hourMs: hour - 24 * hourMs })
  now = hour + 11 * 24 * hourMs
  await store.maintain(never)
  await said(2, { hourMs: hour + 9 * 24 * hourMs })
  await stored(2, hour + 9 * 24 * hourMs)
  expect(await ask()).toHaveLength(1)
  expect((await ask())[0]).toMatchObject({ received: 2, balanced: true })
  now = hour + 14 * 24 * hourMs
  await forgetRows(store)
  const kept = await store.documents("ledger")
  expect(kept.map(({ body }) => body.hourMs)).toEqual([hour + 9 * 24 * hourMs])
})

test.each([
  [{}],
  [{ hourMs: "x", received: null, dropped: 7, refused: [] }],
  [{ hourMs: hour, dropped: null, source: 7, collector: ["x"] }],
])("a row %p is no reason to fail", async (body) => {
  await store.put("ledger", { id: "odd", revision: 1, body })
  await stored(1)
  await said(1)
  expect(ledgerText(await ask())).toContain("It balances")
})
