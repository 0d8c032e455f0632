import { afterAll, beforeAll, expect, test } from "bun:test"
import * as v from "valibot"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { putRuleReport, ruleReports } from "./rule-reports.ts"
import { openLocalStore } from "./store/local/local.ts"
import { localStoreOptions } from "./store/local/options.ts"
import { storeDeps, temporaryFolder } from "./store/store-deps.ts"
import type { Store } from "./store/types.ts"

let store: Store
const folder = temporaryFolder()
beforeAll(async () => {
  const options = { type: "local", directory: folder.path, readers: 1 }
  store = await openLocalStore(v.parse(localStoreOptions, options), storeDeps())
})
afterAll(async () => {
  await store[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** Each time anew. */
const told = () => ruleReports({ documents: (kind) => store.documents(kind) })

const said = (status: unknown) =>
  putRuleReport(store, {
    "vedette.stream": "status",
    "vedette.status": typeof status === "string" ? status : JSON.stringify(status),
  })
const set = (atMs: number, pieces: number, piece: number, rules: unknown) => ({
  ...{ program: "collector-rules", kind: "set", name: "edge-1", atMs, pieces, piece, rules },
})

test("pieces of a set and its hits are put together; pieces of a larger set of before go", async () => {
  await said(set(1, 2, 0, [["a", "v1"]]))
  await said(set(1, 2, 1, [["b", "v1"]]))
  await said({ ...set(2, 0, 0, []), kind: "hits", sinceMs: 0, hits: [["a", 3, 9]] })
  const [edge] = await told()
  expect([...edge!.versions]).toEqual([
    ["a", "v1"],
    ["b", "v1"],
  ])
  expect(edge!.hits.get("a")).toEqual({ count: 3, lastMs: 9 })
  await said(set(3, 1, 0, [["a", "v2"]]))
  expect([...(await told())[0]!.versions]).toEqual([["a", "v2"]])
})

test("a collector that said nothing for a week is forgotten", async () => {
  const week = 7 * 24 * 3_600_000
  await said({ ...set(week * 2, 1, 0, []), name: "edge-2" })
  expect((await told()).map(({ collector }) => collector)).toEqual(["edge-2"])
})

test.each([
  "no JSON",
  null,
  [],
  { ...set(1, 1, 0, []), name: 7 },
  { ...set(1, 1, 0, []), atMs: "now" },
  set(1, 1, 1, []),
  set(1, 1e9, 5, []),
  set(1, 1, 0, { a: 1 }),
  set(
    1,
    1,
    0,
    Array.from({ length: 2_001 }, () => ["a", "b"]),
  ),
])("what others write to the topic is passed over", async (status) => {
  expect(await said(status)).toBe(false)
})

test("what a collector counts is what the centre reads", async () => {
  const { openRuleReports } = await import("../collector/rule-report.ts")
  const metrics = openMetrics()
  const counted = metrics.counter("vedette_collector_rule_hits_total", "Hits", ["rule"])
  let rules = [{ id: "a", version: "v1" }] as never[]
  let nowMs = 1_000
  const next = openRuleReports(() => rules, { metrics, now: () => nowMs })
  const first = await next()
  expect(first.map(({ kind }) => kind)).toEqual(["set"])
  expect(await next()).toEqual([])
  counted.inc({ rule: "a" }, 5)
  nowMs = 2_000
  const [hits] = await next()
  expect(hits).toEqual({ kind: "hits", sinceMs: 1_000, hits: [["a", 5, 2_000]] })
  rules = [...rules]
  expect((await next()).map(({ kind }) => kind)).toEqual(["set"])
  for (const report of [...first, hits!])
    await said({ program: "collector-rules", name: "edge-3", atMs: 9e12, ...report })
  const edge = (await told()).find(({ collector }) => collector === "edge-3")!
  expect([edge.versions.get("a"), edge.hits.get("a")?.count]).toEqual(["v1", 5])
})
