import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test"
import * as v from "valibot"
import type { Event } from "#shared/ecs/event.ts"
import { services } from "#shared/testing/services.ts"
import { storeSink } from "../../store-sink.ts"
import { parseQuery } from "../query-parser.ts"
import { storeDeps } from "../store-deps.ts"
import { eventAt } from "../store-events.ts"
import { openOpensearchStore } from "./opensearch.ts"
import { type OpensearchSubject, openSubject } from "./opensearch-subject.ts"
import { opensearchStoreOptions } from "./options.ts"

/** What makes other products lose documents in an index: each event is stored, or kept as a dead letter. */

setDefaultTimeout(60_000)
const running = await services({ opensearch: true })
const missing = "missing" in running
if (missing) console.warn(`left out: conflicts in OpenSearch: ${running.missing}`)
const node = missing ? "" : running.opensearch!.node
const never = new AbortController().signal
const it = test.skipIf(missing)

let subject: OpensearchSubject
let source: string
let count = 0
beforeAll(async () => {
  if (!missing) subject = await openSubject(node)
})
beforeEach(() => {
  source = `source-${count++}`
})
afterAll(() => subject?.[Symbol.asyncDispose]())

const mine = (n: number, fields: Readonly<Record<string, unknown>> = {}): Event =>
  ({
    ...eventAt(n),
    "event.id": `${source}-${n}`,
    "vedette.source": source,
    "event.original": `raw ${n}`,
    ...fields,
  }) as Event

async function write(events: readonly Event[]): Promise<void> {
  const sink = storeSink(subject.store, storeDeps(), () => {}, { alert: false, manyPerHour: 2 })
  await sink.write(events, never)
  await subject.settled()
}

async function held(stream: "events" | "pipeline", q = "*"): Promise<readonly Event[]> {
  const query = parseQuery(`vedette.source:${source} AND (${q})`)
  return (await subject.store.search({ streams: [stream], query }, 500, undefined, never)).events
}

const idsOf = (events: readonly Event[]) => events.map((event) => event["event.id"]).sort()

it("a vendor's field that is text in one event, an object in the next, a list in a third is stored", async () => {
  await write([
    mine(1, { "vendor.target": "text" }),
    mine(2, { "vendor.target.id": "7", "vendor.target.name": "x" }),
    mine(3, { "vendor.target": ["a", "b"] }),
    mine(4, { "vendor.target": 7 }),
    mine(5, { "vendor.target": '[{"id":1}]' }),
  ])
  expect((await held("events")).length).toBe(5)
  expect(idsOf(await held("events", "vendor.target.id:7"))).toEqual([`${source}-2`])
})

it("keys that begin each other live in one event", async () => {
  await write([mine(1, { "vendor.a": 1, "vendor.a.b": 2, "vendor.a.b.c": 3 })])
  expect((await held("events"))[0]).toMatchObject({ "vendor.a": 1, "vendor.a.b.c": 3 })
})

it("what is no address in an address's field costs the field its index, not the event", async () => {
  const odd = ["10.0.0.1:443", "[2001:db8::1]:443", "-", "", "host.example", "10.0.0.1, 10.0.0.2"]
  await write(odd.map((ip, n) => mine(n, { "source.ip": ip })))
  expect((await held("events")).length).toBe(odd.length)
  expect((await held("pipeline")).length).toBe(0)
  expect((await held("events")).map((event) => event["source.ip"]).sort()).toEqual(odd.sort())
})

it("a term of more than 32,766 bytes does not have its event refused", async () => {
  await write([
    mine(1, { "user.name": "é".repeat(40_000), "process.command_line": "x".repeat(1e5) }),
  ])
  expect((await held("events"))[0]!["user.name"]).toBe("é".repeat(40_000))
})

it("an event without a stamp is kept with one, and has made no mapping of its own", async () => {
  const { "@timestamp": _, ...bare } = mine(1)
  await write([bare, mine(2, { "@timestamp": "yesterday" })])
  expect((await held("events")).length).toBe(0)
  const letters = await held("pipeline")
  expect(letters.map((letter) => letter["event.original"]).sort()).toEqual(["raw 1", "raw 2"])
  for (const letter of letters) expect(letter["vedette.reason"]).toStartWith("refused by the store")
})

it("of a hundred events those that are bad are dead letters, and just those", async () => {
  const isBad = (n: number) => n % 17 === 3
  await write(
    Array.from({ length: 100 }, (_, n) => mine(n, isBad(n) ? { "@timestamp": `bad ${n}` } : {})),
  )
  const bad = Array.from({ length: 100 }, (_, n) => n).filter(isBad)
  expect(idsOf(await held("pipeline"))).toEqual(bad.map((n) => `${source}-${n}.letter`).sort())
  expect((await held("events")).length).toBe(100 - bad.length)
  for (const letter of await held("pipeline"))
    expect(letter["vedette.document"]).toContain(
      String(letter["event.original"]).replace("raw", "bad"),
    )
})

it("a dead letter of what the index refused is searchable by reason and by its record", async () => {
  await write([mine(1, { "@timestamp": "never", "event.original": "needle in the hay" })])
  expect((await held("pipeline", "needle")).length).toBe(1)
  const reason = (await held("pipeline"))[0]!["vedette.reason"]!
  expect((await held("pipeline", `vedette.reason:"${reason}"`)).length).toBe(1)
})

it("a bulk that was stored, and whose answer was lost, is stored once", async () => {
  let cut = 0
  const proxy = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname, search } = new URL(request.url)
      const { method, headers } = request
      const body = method === "GET" || method === "HEAD" ? undefined : await request.arrayBuffer()
      headers.delete("accept-encoding")
      const answer = await fetch(node + pathname + search, {
        method,
        headers,
        ...(body && { body }),
      })
      const text = await answer.arrayBuffer()
      if (pathname === "/_bulk" && cut++ === 0)
        return new Response("gateway timeout", { status: 504 })
      return new Response(text, {
        status: answer.status,
        headers: { "content-type": answer.headers.get("content-type") ?? "text/plain" },
      })
    },
  })
  const given = { type: "opensearch", nodes: [proxy.url.origin], prefix: subject.prefix }
  await using store = await openOpensearchStore(v.parse(opensearchStoreOptions, given), storeDeps())
  const sink = storeSink(store, storeDeps(), () => {})
  await sink.write([mine(1), mine(2)], never)
  await subject.settled()
  expect(cut).toBeGreaterThan(0)
  expect((await held("events")).length).toBe(2)
  const tally = (await store.tally(0, Date.now() * 2)).filter((one) => one.source === source)
  expect(tally.map(({ deduplicated }) => deduplicated)).toEqual(tally.map(() => 0))
  await proxy.stop(true)
})
