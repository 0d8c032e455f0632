import { expect, test } from "bun:test"
import type { Document } from "../store/types.ts"
import { flowOf } from "./flow.ts"
import { openFlowMeter } from "./meter.ts"

const hourMs = 3_600_000
const noon = Date.UTC(2026, 2, 10, 12)

function site() {
  const clock = { now: noon }
  const kept: Record<string, Document[]> = { ledger: [], status: [] }
  const put = (kind: string, id: string, body: Document["body"]) => {
    kept[kind] = [...kept[kind]!.filter((one) => one.id !== id), { id, revision: 1, body }]
  }
  const store = { documents: async (kind: string) => kept[kind] ?? [] }
  return {
    clock,
    meter: openFlowMeter(store, () => clock.now),
    statuses: () => kept["status"]!,
    report(received: number, hour = noon, source = "syslog") {
      put("status", "collector edge", {
        ...{ program: "collector", name: "edge", version: "1", atMs: clock.now, spoolBytes: 4096 },
      })
      put("ledger", `edge ${source} ${hour}`, { collector: "edge", source, hourMs: hour, received })
    },
    stored(count: number) {
      const body = { program: "aggregator", name: "centre", version: "1", atMs: clock.now }
      put("status", "aggregator centre", { ...body, stored: count })
    },
  }
}

test("a source's rate goes on over the change of the hour", async () => {
  const { clock, meter, report } = site()
  report(5000)
  await meter.look()
  clock.now += 10_000
  report(5100)
  await meter.look()
  clock.now += 10_000
  report(100, noon + hourMs)
  await meter.look()
  expect(meter.source("edge", "syslog")).toBe(10)
  expect(meter.collector("edge")).toBe(10)
})

test("what was received before the first look is no rate", async () => {
  const { clock, meter, report } = site()
  report(1_000_000)
  await meter.look()
  clock.now += 10_000
  report(1_000_000)
  await meter.look()
  expect(meter.source("edge", "syslog")).toBe(0)
})

test("a collector's rate is that of all its sources", async () => {
  const { clock, meter, report } = site()
  for (const count of [0, 100]) {
    report(count)
    report(2 * count, noon, "intake")
    await meter.look()
    clock.now += 10_000
  }
  expect(meter.collector("edge")).toBe(30)
})

test("an aggregator that began again has no rate until it is known", async () => {
  const { clock, meter, stored } = site()
  for (const count of [1000, 1500, 3]) {
    stored(count)
    await meter.look()
    clock.now += 10_000
  }
  expect(meter.aggregator("centre")).toBeUndefined()
})

test("the flow names what is read, who was heard within a week, and how fast", async () => {
  const { clock, meter, report, stored, statuses } = site()
  for (const count of [0, 50]) {
    report(count)
    stored(count)
    await meter.look()
    clock.now += 10_000
  }
  const sources = [
    { source: "syslog", collector: "edge", lastMs: noon, events: 50, isRead: true },
    { source: "gone", collector: "edge", lastMs: noon, events: 1, isRead: false },
  ]
  const old = { program: "collector", name: "old", version: "1", atMs: noon - 8 * 24 * hourMs }
  const all = [...statuses(), { id: "collector old", revision: 1, body: old }]
  const seen = { statuses: all, sources, meter, bus: { kind: "local" }, store: { kind: "local" } }
  const flow = flowOf(seen, clock.now)
  expect(flow.sources).toEqual([
    { source: "syslog", collector: "edge", lastMs: noon, perSecond: 5 },
  ])
  expect(flow.collectors).toEqual([
    { name: "edge", version: "1", lastMs: noon + 10_000, perSecond: 5, spoolBytes: 4096 },
  ])
  expect(flow.aggregators.map(({ perSecond }) => perSecond)).toEqual([5])
})

test.each([[{}], [{ program: "collector", name: null, atMs: "x", spoolBytes: "many" }]])(
  "a status of %p is no reason to fail",
  async (body) => {
    const { meter } = site()
    const statuses = [{ id: "1", revision: 1, body }]
    const seen = { statuses, sources: [], meter, bus: { kind: "x" }, store: { kind: "x" } }
    expect(() => flowOf(seen, noon)).not.toThrow()
  },
)
