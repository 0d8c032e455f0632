import { expect, test } from "bun:test"
import * as v from "valibot"
import { type Event, fail } from "#shared/ecs/event.ts"
import { letterOf } from "#shared/pipeline/replay.ts"
import { cutLetter, kindOfLetter, refusedLetter, watchLetters } from "./dead-letters.ts"
import { openLocalStore } from "./store/local/local.ts"
import { localStoreOptions } from "./store/local/options.ts"
import { storeDeps, temporaryFolder } from "./store/store-deps.ts"
import { eventAt, storeNoon } from "./store/store-events.ts"
import type { Store } from "./store/types.ts"
import { storeSink } from "./store-sink.ts"

const never = new AbortController().signal
const hourMs = 3_600_000
const letterAt = (ms: number, fields: Partial<Event> = {}) =>
  fail(
    {
      "@timestamp": new Date(ms).toISOString(),
      "event.id": crypto.randomUUID(),
      "event.created": new Date(ms).toISOString(),
      "event.original": "{",
      "vedette.source": "web",
      "vedette.batch": "b1",
      ...fields,
    },
    "not JSON",
  )

test("a refused event is kept with its record, its bytes, its origin and what was read", () => {
  const event = eventAt(1, {
    "event.original": "raw \ufffd text",
    "vedette.raw_base64": "cmF3/w==",
    "vedette.format": "syslog+json",
    "event.dataset": "acme.app",
    "vedette.zone": "Europe/Paris",
    "log.file.path": "/var/log/a",
    "vedette.peer.ip": "10.0.0.1",
    "user.name": "anna",
  })
  const letter = refusedLetter({ event, reason: "mapper_parsing_exception: no" }, storeNoon)
  expect(letter).toMatchObject({
    "event.id": "event-0001.letter",
    "event.kind": "pipeline_error",
    "vedette.stream": "pipeline",
    "vedette.reason": "refused by the store: mapper_parsing_exception",
    "error.message": "mapper_parsing_exception: no",
    "event.original": "raw \ufffd text",
    "vedette.raw_base64": "cmF3/w==",
  })
  expect(JSON.parse(letter["vedette.document"]!)).toMatchObject({ "user.name": "anna" })
  expect(letterOf(letter)).toEqual({
    letter: "event-0001.letter",
    source: "syslog",
    batch: "b1",
    receivedMs: storeNoon - 60_000,
    text: "raw \ufffd text",
    base64: "cmF3/w==",
    originalBytes: undefined,
    position: undefined,
    peer: "10.0.0.1",
    identity: undefined,
    path: "/var/log/a",
    format: "syslog",
    dataset: "acme.app",
    zone: "Europe/Paris",
  })
})

test("an id that no store takes is replaced by one that is the same each time", () => {
  for (const id of ["", "x".repeat(600), "a\0b", "\ud800"]) {
    const letter = () => refusedLetter({ event: eventAt(1, { "event.id": id }), reason: "id" }, 0)
    expect(letter()["event.id"]).toMatch(/^[\w-]{22}\.letter$/)
    expect(letter()["event.id"]).toBe(letter()["event.id"]!)
  }
})

test("the kind of a letter is one of few", () => {
  const kind = (reason: string, source = "web") =>
    kindOfLetter({ "vedette.reason": reason, "vedette.source": source })
  expect(kind("not JSON")).toBe("unparsed")
  expect(kind("a stage failed: TypeError")).toBe("failed")
  expect(kind("refused by the store: x")).toBe("refused")
  expect(kind("larger than Kafka takes")).toBe("oversize")
  expect(kind("a record on the bus is not an event", "bus")).toBe("undecodable")
})

test("alerts: the first of a source and reason in a day, and many in an hour, once each", () => {
  const watch = watchLetters({ alert: true, manyPerHour: 3 }, storeDeps())
  const names = (letters: Event[]) => watch.see(letters).map((alert) => alert["rule.id"])
  const at = Date.parse("2026-03-10T08:00:00Z")
  expect(names([letterAt(at)])).toEqual(["vedette-dead-letters"])
  expect(names([letterAt(at), letterAt(at + 1)])).toEqual(["vedette-dead-letters-many"])
  expect(names([letterAt(at + 2), letterAt(at + hourMs)])).toEqual([])
  expect(names([letterAt(at, { "vedette.source": "other" })])).toEqual(["vedette-dead-letters"])
  expect(names([letterAt(at + 24 * hourMs)])).toEqual(["vedette-dead-letters"])
})

test("alerts: the same letters, seen by another aggregator or after a restart, are the same", () => {
  const ids = () =>
    watchLetters({ alert: true, manyPerHour: 3 }, storeDeps())
      .see([letterAt(storeNoon), letterAt(storeNoon)])
      .map((alert) => alert["event.id"])
  expect(ids()).toEqual(ids())
})

test("alerts: none of what a replay sent in vain, of events, or where they are not wanted", () => {
  const watch = watchLetters({ alert: true, manyPerHour: 2 }, storeDeps())
  const inVain = letterAt(storeNoon, { "vedette.letter": "x.letter" })
  expect(watch.see([inVain, inVain, eventAt(1)])).toEqual([])
  const off = watchLetters({ alert: false, manyPerHour: 2 }, storeDeps())
  expect(off.see([letterAt(storeNoon), letterAt(storeNoon)])).toEqual([])
})

test("dead letters are counted by source and kind, with bounded labels", async () => {
  const deps = storeDeps()
  const watch = watchLetters({ alert: false, manyPerHour: 2 }, deps)
  watch.see(
    Array.from({ length: 600 }, (_, n) => letterAt(storeNoon, { "vedette.source": `s${n}` })),
  )
  const text = await deps.metrics.text()
  expect(text).toContain('vedette_dead_letters_total{source="other",kind="unparsed"} 100')
})

test("what the store refuses is stored as a letter, cut where it must be, and an alert tells", async () => {
  using folder = temporaryFolder()
  const options = { type: "local", directory: folder.path, readers: 1, eventBytesMax: 4096 }
  await using store = await openLocalStore(v.parse(localStoreOptions, options), storeDeps())
  const sink = storeSink(store, storeDeps(), () => {})
  const large = eventAt(1, { "event.original": "\ud83d\ude00".repeat(5000) })
  const wide = eventAt(2, { "event.original": "small", message: "wide ".repeat(1000) })
  expect(await sink.write([large, wide, eventAt(3)], never)).toEqual([])
  const scope = { streams: ["pipeline"] as const, query: { is: "all" } as const }
  const { events } = await store.search(scope, 10, undefined, never)
  const byId = new Map(events.map((event) => [event["event.id"], event]))
  expect(byId.get("event-0002.letter")).toMatchObject({
    "event.original": "small",
    "vedette.reason": "refused by the store: larger than eventBytesMax",
  })
  expect(byId.get("event-0001.letter")).toMatchObject({ "vedette.original_bytes": 20_000 })
  expect(byId.get("event-0001.letter")!["event.original"]!.length).toBeGreaterThanOrEqual(1000)
  const alerts = await store.search({ ...scope, streams: ["alerts"] }, 10, undefined, never)
  expect(alerts.events.map((alert) => alert["rule.id"])).toEqual(["vedette-dead-letters"])
})

test("a store that takes hardly anything has a bare letter of each; none is lost", async () => {
  using folder = temporaryFolder()
  const options = { type: "local", directory: folder.path, readers: 1, eventBytesMax: 1024 }
  await using store = await openLocalStore(v.parse(localStoreOptions, options), storeDeps())
  const sink = storeSink(store, storeDeps(), () => {}, { alert: false, manyPerHour: 2 })
  const wide = eventAt(1, { "event.original": "o".repeat(9000), "log.file.path": "p".repeat(900) })
  expect(await sink.write([wide], never)).toEqual([])
  expect(await store.get("event-0001.letter")).toMatchObject({
    "event.original": "o".repeat(64),
    "vedette.original_bytes": 9000,
    "vedette.source": "syslog",
  })
})

test("a store that refuses even that is tried again: nothing is given up", async () => {
  const refuses = {
    append: async (events: readonly Event[]) => ({
      ...{ created: 0, duplicates: 0, redelivered: 0 },
      refusals: events.map((event) => ({ event, reason: "everything" })),
    }),
  } as unknown as Store
  const sink = storeSink(refuses, storeDeps(), () => {})
  await expect(sink.write([eventAt(1)], never)).rejects.toThrow("everything")
})

test("a cut letter says how long its text was, and ends at a whole character", () => {
  const cut = cutLetter(letterAt(storeNoon, { "event.original": "\ud83d\ude00\ud83d\ude00" }), 3)
  expect(cut).toMatchObject({ "event.original": "\ud83d\ude00\ufffd", "vedette.original_bytes": 8 })
})
