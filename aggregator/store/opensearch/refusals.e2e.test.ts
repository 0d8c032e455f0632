import { afterAll, beforeAll, expect, setDefaultTimeout } from "bun:test"
import { type Event, fail } from "#shared/ecs/event.ts"
import { until } from "#shared/testing/programs.ts"
import { storeDeps } from "../store-deps.ts"
import { driftSuite } from "./drift-suite.ts"
import {
  begin,
  contentBytesMax,
  end,
  events,
  it,
  mine,
  never,
  openSink,
  opensearch,
  prefix,
  reopen,
  source,
  store,
  stored,
} from "./strained-world.ts"

/** What a real OpenSearch refuses, blocks and outgrows; one of our own, for it is put under strain. */

setDefaultTimeout(180_000)
beforeAll(begin, 240_000)
afterAll(end)

it("413: a bulk that is too large is halved until it fits, and each event is stored once", async () => {
  const large = events(12, { message: "m".repeat(100_000) })
  expect(await store!.append(large, false, never)).toMatchObject({ created: 12, refusals: [] })
  expect((await stored("events")).length).toBe(12)
})

it("413: one document that is too large is a dead letter; those beside it are stored", async () => {
  const { sink } = openSink()
  const big = mine(500, { "event.original": `big ${"x".repeat(contentBytesMax)}` })
  expect(await sink.write([mine(1), big, mine(2)], never)).toEqual([])
  expect((await stored("events")).length).toBe(2)
  const [letter] = await stored("pipeline")
  expect(letter).toMatchObject({
    "event.id": `${source}-500.letter`,
    "vedette.reason": "refused by the store: the index finds it too large (413)",
    "vedette.original_bytes": contentBytesMax + 4,
  })
  expect(letter!["event.original"]).toStartWith("big xxx")
  expect((await stored("alerts")).map((alert) => alert["rule.id"])).toEqual([
    "vedette-dead-letters",
  ])
})

it("429: a queue that is full is waited for; nothing is lost, refused or stored twice", async () => {
  const { sink, said, deps } = openSink()
  const batches = Array.from({ length: 12 }, (_, n) =>
    events(50, { "vedette.batch": `b${n}`, message: "w ".repeat(200) }, n * 50),
  )
  const raw = Array.from({ length: 30 }, () =>
    fetch(`${opensearch().node}/_bulk`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: `{"create":{"_index":"${prefix}-events-other"}}\n{"@timestamp":0}\n`.repeat(200),
    }).then(async (answer) => (await answer.text()).includes('"status":429')),
  )
  const refused = await Promise.all(batches.map((batch) => sink.write(batch, never)))
  expect((await Promise.all(raw)).some((was429) => was429)).toBe(true) // it was under strain
  expect(refused.flat()).toEqual([])
  expect((await stored("events")).length).toBe(600)
  expect((await stored("pipeline")).length).toBe(0)
  const text = await deps.metrics.text()
  expect(text).toContain('vedette_store_events_total{outcome="refused"} 0')
  expect(text).toContain('vedette_store_events_total{outcome="duplicate"} 0')
  for (const problem of said.filter(Boolean)) expect(problem).toContain("overloaded")
})

it("mapping refusals are kept as text and counted, by an index that has another mapping", async () => {
  const name = `${prefix}-events-other`
  await store!.append([mine(1)], false, never)
  await opensearch().request("PUT", `/${name}/_mapping`, {
    properties: { zzz: { type: "long" } },
  })
  const { sink, deps } = openSink()
  const bad = { ...mine(2, { "user.name": "anna", "event.original": "raw" }), zzz: "no number" }
  expect(await sink.write([bad as Event, mine(3)], never)).toEqual([])
  const [letter] = await stored("pipeline")
  expect(letter).toMatchObject({
    "event.original": "raw",
    "vedette.reason": "refused by the store: mapper_parsing_exception",
  })
  expect(JSON.parse(letter!["vedette.document"]!)).toMatchObject({ zzz: "no number" })
  expect(await deps.metrics.text()).toContain('vedette_store_events_total{outcome="refused"} 1')
  expect((await stored("events")).length).toBe(2)
})

it("409 on create counts as stored: as a redelivery or, from another batch, as a duplicate", async () => {
  await store!.append(events(5), false, never)
  const again = events(5, { "vedette.batch": "b2" })
  expect(await store!.append(events(5), false, never)).toMatchObject({ redelivered: 5, created: 0 })
  expect(await store!.append(again, false, never)).toMatchObject({ duplicates: 5, refusals: [] })
  expect((await stored("events")).length).toBe(5)
  expect((await stored("pipeline")).length).toBe(0)
})

it("an id that OpenSearch can't take is a dead letter and holds up nothing", async () => {
  const { sink } = openSink()
  const odd = [mine(1, { "event.id": "x".repeat(600) }), mine(2), mine(3, { "event.id": "" })]
  expect(await sink.write(odd, never)).toEqual([])
  expect((await stored("events")).length).toBe(1)
  const reasons = (await stored("pipeline")).map((letter) => letter["vedette.reason"]).sort()
  expect(reasons).toEqual([
    "refused by the store: no event.id",
    "refused by the store: unfit event.id",
  ])
})

/** Writes while something hinders; then takes it away and expects all to be stored once. */
async function hindered(
  hinder: () => Promise<unknown>,
  mend: () => Promise<unknown>,
  fields: Record<string, string> = {},
) {
  const { sink, said } = openSink()
  await hinder()
  let isWritten = false
  const writing = sink.write(events(10, fields, 100), never).then((refusals) => {
    isWritten = true
    return refusals
  })
  const problem = await until(
    "it is said",
    async () => isWritten || said.find((one) => one !== undefined),
  )
  const wasHeldUp = !isWritten
  await mend()
  expect(wasHeldUp).toBe(true)
  expect(await writing).toEqual([])
  expect(said.at(-1)).toBeUndefined()
  expect((await stored("pipeline")).length).toBe(0)
  return problem
}

it("index.blocks.write pushes back, says so in words, and nothing is lost", async () => {
  await store!.append([mine(1)], false, never)
  const block = (on: boolean | null) =>
    opensearch().request("PUT", `/${prefix}-events-other/_settings`, { "index.blocks.write": on })
  const problem = await hindered(
    () => block(true),
    () => block(null),
  )
  expect(problem).toContain("is blocked for writing: take the block away")
  expect((await stored("events")).length).toBe(11)
})

it("the block of a full disk (flood stage) pushes back, says so, and nothing is lost", async () => {
  await store!.append([mine(1)], false, never)
  const block = (on: boolean | null) =>
    opensearch().request("PUT", `/${prefix}-*/_settings`, {
      "index.blocks.read_only_allow_delete": on,
    })
  const problem = await hindered(
    () => block(true),
    () => block(null),
  )
  expect(problem).toContain("a disk of OpenSearch is nearly full")
  expect((await stored("events")).length).toBe(11)
})

it("shards that are exhausted push back: the events wait, and are no dead letters", async () => {
  await store!.append([mine(1)], false, never)
  const limit = (shards: number | null) =>
    opensearch().request("PUT", "/_cluster/settings", {
      persistent: { "cluster.max_shards_per_node": shards },
    })
  const problem = await hindered(
    () => limit(1),
    () => limit(null),
    { "event.category": "network" }, // a stream that is not there yet
  )
  expect(problem).toContain("OpenSearch may hold no further shards")
  expect((await stored("events")).length).toBe(11)
})

it("shards that run out are told before, and are metrics", async () => {
  await store!.append([mine(1)], false, never)
  const limit = (shards: number | null) =>
    opensearch().request("PUT", "/_cluster/settings", {
      persistent: { "cluster.max_shards_per_node": shards },
    })
  const deps = storeDeps()
  await reopen(deps)
  expect(await store!.problems()).toEqual([])
  expect(await deps.metrics.text()).toMatch(/vedette_store_shards [1-9]/)
  expect(await deps.metrics.text()).toContain("vedette_store_shards_limit 1000")
  await limit(1)
  await store!.maintain(never)
  expect((await store!.problems()).join()).toMatch(/holds \d+ of 1 shards/)
  await limit(null)
  await store!.maintain(never)
  expect(await store!.problems()).toEqual([])
})

it("unknown fields never become mappings: the fields of a stream are a metric that stays", async () => {
  const deps = storeDeps()
  await reopen(deps)
  await store!.append([mine(1), fail(mine(2), "x")], false, never)
  await store!.maintain(never)
  const fieldsOf = async () =>
    /vedette_store_fields\{stream="events-other"\} (\d+)/.exec(await deps.metrics.text())?.[1]
  const before = Number(await fieldsOf())
  expect(before).toBeGreaterThan(2500)
  expect(before).toBeLessThan(3600) // nine tenths of the limit
  const wide = Object.fromEntries(Array.from({ length: 3000 }, (_, n) => [`vendor.f${n}.g`, n]))
  await store!.append([{ ...mine(3), ...wide } as Event], false, never)
  await store!.maintain(never)
  expect(Number(await fieldsOf())).toBe(before)
})

driftSuite()
