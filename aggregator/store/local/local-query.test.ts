import { afterAll, beforeAll, expect, test } from "bun:test"
import fc from "fast-check"
import * as v from "valibot"
import type { Event, Value } from "#shared/ecs/event.ts"
import type { Query } from "../query.ts"
import { queryMatches } from "../query-match.ts"
import { storeDeps, temporaryFolder } from "../store-deps.ts"
import { eventAt } from "../store-events.ts"
import type { Store } from "../types.ts"
import { openLocalStore } from "./local.ts"
import { localStoreOptions } from "./options.ts"

const never = new AbortController().signal
const fields = [
  "user.name",
  "event.category",
  "event.severity",
  "source.ip",
  "destination.port",
  "message",
  "error.message",
  "vendor.a",
  "vendor.a.b",
  "event.start",
  "@timestamp",
  "event.id",
]
const texts = [
  "a",
  "A",
  "ab",
  "a b",
  "b\u0001c",
  "é",
  "É",
  "\0",
  "\ud800",
  "",
  "1",
  "01",
  "-1",
  "1e1",
]
const others = [
  "10.0.0.1",
  "10.0.0.0/8",
  "::1",
  "::ffff:10.0.0.1",
  "2026-03-10T11:59:00Z",
  "event-0001",
]
const text = fc.constantFrom(...texts, ...others)
const scalar = fc.oneof(text, text, fc.constantFrom(0, -1, 1, 1.5, 2 ** 53, true))
const value = fc.oneof({ weight: 4, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }))
const field = fc.constantFrom(...fields)

const events = fc
  .array(fc.dictionary(fc.constantFrom(...fields.slice(0, -2)), value, { maxKeys: 6 }), {
    minLength: 30,
    maxLength: 30,
  })
  .map((list) => list.map((given, at) => eventAt(at, given as Record<string, Value>)))

const bound = fc.record({ value: text, inclusive: fc.boolean() })
const { query } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ is: fc.constant("term" as const), field, value: text }),
    fc.record({ is: fc.constant("exists" as const), field }),
    fc.record({ is: fc.constant("text" as const), text, phrase: fc.boolean() }),
    fc.record({
      is: fc.constant("wildcard" as const),
      field,
      pattern: fc.constantFrom("*", "a*", "?", "*b", "\\*", "1*", "10.*"),
    }),
    fc.record({ is: fc.constant("range" as const), field, above: bound, below: bound }),
    fc.record({ is: fc.constant("range" as const), field, below: bound }),
    fc.record({ is: fc.constant("not" as const), of: tie("query") }),
    fc.record({
      is: fc.constantFrom("and" as const, "or" as const),
      of: fc.array(tie("query"), { minLength: 1, maxLength: 3 }),
    }),
  ),
}))

const sets = fc.sample(events, { numRuns: 3, seed: 20260310 })
const folder = temporaryFolder()
const stores: Store[] = []
beforeAll(async () => {
  for (const [at, set] of sets.entries()) {
    const directory = `${folder.path}/${at}`
    const options = v.parse(localStoreOptions, { type: "local", directory, readers: 1 })
    const store = await openLocalStore(options, storeDeps())
    await store.append(set, false, never)
    stores.push(store)
  }
})
afterAll(async () => {
  for (const store of stores) await store[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const idsOf = (list: readonly Event[]) => list.map((event) => event["event.id"])

test("a search finds what `queryMatches` says, whatever the question and the events", async () => {
  await fc.assert(
    fc.asyncProperty(query, fc.nat(sets.length - 1), async (asked, at) => {
      const scope = { streams: ["events"] as const, query: asked }
      const page = await stores[at]!.search(scope, 100, undefined, never)
      const expected = idsOf(sets[at]!.filter((event) => queryMatches(asked, event)))
      expect(idsOf(page.events)).toEqual(expected)
      expect(page.total).toBe(expected.length)
      expect(await stores[at]!.count(scope, never)).toBe(expected.length)
    }),
    { seed: 20260310, numRuns: 1500 },
  )
}, 20_000)
