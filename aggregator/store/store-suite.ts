import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { type Event, fail } from "#shared/ecs/event.ts"
import type { Query } from "./query.ts"
import { queryMatches } from "./query-match.ts"
import { parseQuery } from "./query-parser.ts"
import { documents } from "./store-documents-suite.ts"
import { eventAt, questions, storeNoon, variedEvents } from "./store-events.ts"
import type { Scope, Store } from "./types.ts"

/** A store of the kind under test, empty, and how to make what it wrote visible at once. */
export interface Subject extends AsyncDisposable {
  readonly store: Store
  settled(): Promise<void>
}

const never = new AbortController().signal
const all: Query = { is: "all" }
const inAll = (query: Query = all): Scope => ({ streams: ["events"], query })
const idsOf = (events: readonly Event[]) => events.map((event) => event["event.id"]!).sort()
const spanMs = 3_600_000

/** What every store must do. */
export function storeSuite(kind: string, open: () => Promise<Subject>, skip = false): void {
  describe.skipIf(skip)(`store ${kind}`, () => {
    describe("holding the varied events", () => over(open, [answers, sums], variedEvents))
    describe("being written", () =>
      over(open, [writes, extremeEvents, arrivals, documents, tallies], []))
  })
}

type Part = (subject: () => Subject) => void

/** Tests that share one store. */
function over(open: () => Promise<Subject>, parts: readonly Part[], events: readonly Event[]) {
  let subject: Subject
  beforeAll(async () => {
    subject = await open()
    if (events.length > 0) await subject.store.append(events, false, never)
    await subject.settled()
  }, 60_000)
  afterAll(() => subject?.[Symbol.asyncDispose]())
  for (const part of parts) part(() => subject)
}

/** Questions and pages. */
function answers(subject: () => Subject): void {
  const store = () => subject().store
  test.each(questions.map((question) => [question]))("answers %p as memory does", async (q) => {
    const query = parseQuery(q)
    const page = await store().search(inAll(query), 100, undefined, never)
    const expected = idsOf(variedEvents.filter((event) => queryMatches(query, event)))
    expect(idsOf(page.events)).toEqual(expected)
    expect(page.total).toBe(expected.length)
    expect(await store().count(inAll(query), never)).toBe(expected.length)
  })

  test("many ids are asked for at once, as they are written, and all but them too", async () => {
    const some = ["event-0003", "event-0007", "Event-0008"]
    const of = [...some, ...Array.from({ length: 70_000 }, (_, at) => `no such id ${at}`)]
    const ids = { is: "ids", of } as const
    const { events, total } = await store().search(inAll(ids), 10, undefined, never)
    expect([total, idsOf(events)]).toEqual([2, ["event-0003", "event-0007"]])
    const all = await store().count(inAll(), never)
    expect(await store().count(inAll({ is: "not", of: ids }), never)).toBe(all - 2)
    expect(await store().count(inAll({ is: "ids", of: [] }), never)).toBe(0)
  })

  test("pages are complete, newest first, and nothing comes twice", async () => {
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await store().search(inAll(), 7, after, never)
      seen.push(...page.events.map((event) => event["event.id"]!))
      after = page.after
    } while (after)
    expect(seen).toEqual(idsOf(variedEvents))
  })

  test("a span holds its beginning and not its end", async () => {
    const scope = { ...inAll(), fromMs: storeNoon - 120_000, toMs: storeNoon }
    const { events } = await store().search(scope, 10, undefined, never)
    expect(events.map((event) => event["event.id"])).toEqual(["event-0001", "event-0002"])
  })
}

/** Charts, values, and questions without an answer. */
function sums(subject: () => Subject): void {
  const store = () => subject().store
  test("bars and values sum up to the count", async () => {
    const scope = { ...inAll(), fromMs: storeNoon - spanMs, toMs: storeNoon + 1 }
    const total = await store().count(scope, never)
    for (const by of [undefined, "event.dataset", "event.severity"]) {
      const bars = await store().histogram(scope, 600_000, by, never)
      const sum = bars.buckets.flatMap(({ counts }) => Object.values(counts))
      expect(sum.reduce((a, b) => a + b, 0)).toBe(total)
      expect(bars.caveats).toEqual([])
    }
    const terms = await store().terms(scope, "vedette.source", 10, never)
    expect(terms.values).toEqual([{ value: "syslog", count: 60, lastMs: storeNoon }])
  })

  test("values of a field with several are counted each", async () => {
    const { values } = await store().terms(inAll(), "tags", 10, never)
    expect(values.map(({ value, count }) => [value, count]).sort()).toEqual([
      ["One", 1],
      ["two", 1],
    ])
  })

  test("a question without matches has an empty answer", async () => {
    const scope = inAll(parseQuery("user.name:nobody-at-all"))
    expect(await store().search(scope, 5, undefined, never)).toEqual({
      total: 0,
      events: [],
      caveats: [],
    })
    expect((await store().terms(scope, "user.name", 5, never)).values).toEqual([])
  })

  test("a question given up rejects", async () => {
    const stop = new AbortController()
    stop.abort()
    expect(store().search(inAll(), 5, undefined, stop.signal)).rejects.toThrow()
    expect(store().count(inAll(), stop.signal)).rejects.toThrow()
  })
}

const counts = ({
  created,
  duplicates,
  redelivered,
  refusals,
}: Awaited<ReturnType<Store["append"]>>) => [created, duplicates, redelivered, refusals.length]

/** Every event once. */
function writes(subject: () => Subject): void {
  const store = () => subject().store
  test("what is appended can be got by its id", async () => {
    const event = eventAt(5000, { "user.name": "gotten", "vendor.deep.x": 1 })
    expect(counts(await store().append([event], false, never))).toEqual([1, 0, 0, 0])
    await subject().settled()
    expect(await store().get("event-5000")).toEqual(event)
    expect(await store().get("no such id")).toBeUndefined()
  })

  test("audit records are a stream of their own, got by id, once, and in no balance", async () => {
    const record = eventAt(5900, { "vedette.stream": "audit", "vedette.source": "audit" })
    for (const known of [0, 1])
      expect(counts(await store().append([record], true, never))).toEqual([1 - known, 0, known, 0])
    await subject().settled()
    expect(await store().get("event-5900")).toEqual(record)
    expect(await store().count({ streams: ["audit"], query: all }, never)).toBe(1)
    expect(JSON.stringify(await store().tally(0, storeNoon * 2))).not.toContain('"audit"')
  })

  test("an id is stored once, within a batch and over two", async () => {
    const event = eventAt(5001)
    expect(counts(await store().append([event, event], false, never))).toEqual([1, 0, 1, 0])
    expect(counts(await store().append([event], false, never))).toEqual([0, 0, 1, 0])
    const other = { ...event, "vedette.batch": "b2" } as Event
    expect(counts(await store().append([other], false, never))).toEqual([0, 1, 0, 0])
    await subject().settled()
    const query = parseQuery("event.id:event-5001")
    expect(await store().count(inAll(query), never)).toBe(1)
  })

  test("the largest record of an intake, as message and as original, is stored whole", async () => {
    const record = `{"message":"${"wort ".repeat((1 << 20) / 5 - 3)}"}`
    const event = eventAt(5005, { message: record, "event.original": record })
    expect(counts(await store().append([event], false, never))).toEqual([1, 0, 0, 0])
    await subject().settled()
    expect(await store().get("event-5005")).toEqual(event)
  })

  test("what is refused is told by event, and the others are stored", async () => {
    const large = eventAt(5003, { message: "x ".repeat(1 << 21) })
    const { created, refusals } = await store().append(
      [eventAt(5002), large, { "@timestamp": eventAt(1)["@timestamp"]! }, eventAt(5004)],
      false,
      never,
    )
    expect(created).toBe(2)
    expect(refusals.map(({ reason }) => reason).sort()).toEqual([
      "larger than eventBytesMax",
      "no event.id",
    ])
    expect(refusals.some(({ event }) => event === large)).toBe(true)
  })
}

/** What is stored though it hardly can be. */
function extremeEvents(subject: () => Subject): void {
  const store = () => subject().store
  test.each(Object.entries(extremes))("%s are stored and come back whole", async (name, fields) => {
    const event = { ...eventAt(6000), "event.id": `extreme ${name}`, ...fields } as Event
    expect(counts(await store().append([event], false, never))).toEqual([1, 0, 0, 0])
    await subject().settled()
    expect(await store().get(`extreme ${name}`)).toEqual(JSON.parse(JSON.stringify(event)))
  })
}

/** Reading while writing. */
function arrivals(subject: () => Subject): void {
  const store = () => subject().store
  test("pages go on where they stood while newer events arrive", async () => {
    const events = Array.from({ length: 10 }, (_, at) => eventAt(7000 + at, { tags: ["paged"] }))
    await store().append(events, false, never)
    await subject().settled()
    const scope = inAll(parseQuery("tags:paged"))
    const first = await store().search(scope, 5, undefined, never)
    await store().append([eventAt(6999, { tags: ["paged"] })], false, never)
    await subject().settled()
    const second = await store().search(scope, 5, first.after, never)
    expect(idsOf([...first.events, ...second.events])).toEqual(idsOf(events))
  })
}

/** Tallies. */
function tallies(subject: () => Subject): void {
  const store = () => subject().store
  test("what arrived is tallied by collector, source and hour, with its duplicates", async () => {
    const of = (collector: string, at: number, more: Record<string, string> = {}) =>
      eventAt(at, { "vedette.source": "tallied", "vedette.collector": collector, ...more })
    const alert = of("b", 90_001, { "vedette.stream": "alerts", "event.id": "tallied-alert" })
    const first = of("a", 90_000)
    await store().append([first, of("b", 90_001), of("b", 90_070), alert], false, never)
    await store().append([{ ...first, "vedette.batch": "b9" } as Event], false, never)
    const at = storeNoon - 90_000 * 60_000
    const hour = (collector: string, back: number, counts: object) => ({
      ...{ collector, source: "tallied", hourMs: at - back * 3_600_000 },
      ...{ stored: 0, deduplicated: 0, alerts: 0, alertsDeduplicated: 0, ...counts },
    })
    const found = [...(await store().tally(at - 2 * 3_600_000, at + 1))]
    expect(found.sort((x, y) => y.hourMs - x.hourMs)).toEqual([
      hour("a", 0, { stored: 1, deduplicated: 1 }),
      hour("b", 1, { stored: 1, alerts: 1 }),
      hour("b", 2, { stored: 1 }),
    ])
    expect(await store().tally(at + 1, at + 2)).toEqual([])
  })

  test("what a replay made is found by its dead letter, and tallied with it alone", async () => {
    const of = (fields: Record<string, string | boolean>) =>
      eventAt(95_000, { "vedette.source": "mended", ...fields })
    const letter = fail(of({}), "not JSON")
    const made = of({ "vedette.letter": letter["event.id"]!, "vedette.repeat": true })
    const alert = { ...made, "event.id": "mended-alert", "vedette.stream": "alerts" } as Event
    expect(counts(await store().append([letter], false, never))).toEqual([1, 0, 0, 0])
    expect(counts(await store().append([made, alert], false, never))).toEqual([2, 0, 0, 0])
    expect(counts(await store().append([made, alert], false, never))).toEqual([0, 0, 2, 0])
    await subject().settled()
    const query = parseQuery(`vedette.letter:${letter["event.id"]}`)
    const { events } = await store().search(inAll(query), 5, undefined, never)
    expect(events).toEqual([made])
    const at = storeNoon - 95_000 * 60_000
    const sums = await store().tally(at, at + 1)
    expect(sums.map(({ stored, deduplicated, alerts }) => [stored, deduplicated, alerts])).toEqual([
      [1, 0, 0],
    ])
  })

  test("what was stored just now is retained", async () => {
    expect(await store().retainedFromMs()).toBeLessThan(storeNoon)
  })

  test("nothing is wrong", async () => {
    expect(await store().problems()).toEqual([])
  })
}

const extremes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "five thousand fields": Object.fromEntries(
    Array.from({ length: 5000 }, (_, at) => [`vendor.field${at}`, at]),
  ),
  "NUL and control characters": { message: "a\0b\u0001c", "user.name": "nul\0inside" },
  "values of a megabyte less": { message: "y".repeat(900_000), "user.name": "z".repeat(100_000) },
  "integers beyond 2^53": { "vendor.big": "123456789012345678901234567890", "vendor.n": 2 ** 60 },
  "a date of the year 1": { "@timestamp": "0001-01-01T00:00:00.000Z" },
  "a date of the year 9999": { "@timestamp": "9999-12-31T23:59:59.999Z" },
  "keys that begin each other": { "vendor.a": 1, "vendor.a.b": 2, "vendor.a.b.c": "3" },
  "names of the language's own": { "vendor.__proto__": "x", "vendor.constructor": "y" },
  "values of the wrong kind": { "source.ip": "not an address", "event.severity": "high" },
  "a value that is a mapping conflict elsewhere": { "process.pid": "not a number" },
}
