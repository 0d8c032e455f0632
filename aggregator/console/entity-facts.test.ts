import { afterAll, beforeAll, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { consoleApp } from "./app.ts"
import { noon, type TestWorld, testWorld } from "./console-world.ts"
import { entityScopeQuery } from "./entity.ts"
import { factsOf, firstMs } from "./entity-facts.ts"
import { knownOf } from "./entity-known.ts"
import { eventStreams } from "./question.ts"

const hourMs = 3_600_000
const minuteMs = 60_000
const never = () => AbortSignal.timeout(10_000)

const flow = (at: number, minutesAgo: number, from: string, to: string, more: object = {}) => {
  const when = new Date(noon - minutesAgo * minuteMs).toISOString()
  return {
    "@timestamp": when,
    "event.created": when,
    "event.id": `flow-${at}`,
    "event.dataset": "zeek.connection",
    "vedette.stream": "events",
    "vedette.source": "syslog",
    "vedette.batch": "b1",
    "host.name": "gw",
    "source.ip": from,
    "destination.ip": to,
    ...more,
  } as Event
}

const a = "10.0.0.1"
const b = "10.0.0.2"
const run = (at: number, host: string, name: string) =>
  flow(at, 30, a, b, { "host.name": host, "process.name": name })
let world: TestWorld
beforeAll(async () => {
  world = await testWorld([
    ...Array.from({ length: 1_500 }, (_, at) => flow(at, 60 + at / 100, a, b)),
    flow(2_000, 40, "10.0.0.3", a),
    flow(2_001, 600, "10.0.0.9", "10.0.0.8"),
    ...[run(3_000, "ws-1", "cmd.exe"), run(3_001, "ws-2", "cmd.exe")],
    ...[run(3_002, "ws-2", "cmd.exe"), run(3_003, "ws-1", "evil.exe")],
  ])
})
afterAll(() => world[Symbol.asyncDispose]())

const asked = (kind: "address" | "host", value: string, fromMs = noon - 4 * hourMs) => {
  const query = entityScopeQuery(kind, value)
  return { query, scope: { streams: eventStreams, query, fromMs, toMs: noon } }
}
const named = (
  tops: readonly { name: string; values: readonly { value: string }[] }[],
  name: string,
) => tops.find((one) => one.name === name)?.values.map(({ value }) => value)

test("the peers of an address are those at the other end, and never itself", async () => {
  const facts = await factsOf(world.store, "address", asked("address", a), never())
  expect(named(facts.peers, "addresses it spoke to")).toEqual([b])
  expect(named(facts.peers, "addresses that spoke to it")).toEqual(["10.0.0.3"])
})

test("what is seen with nobody else is told apart from what is common", async () => {
  const facts = await factsOf(world.store, "host", asked("host", "ws-1"), never())
  const names = facts.others.find(({ name }) => name === "process.name")!.values
  expect(names.map(({ value, elsewhere }) => [value, elsewhere]).sort()).toEqual([
    ["cmd.exe", 2],
    ["evil.exe", 0],
  ])
  const text = await page("/entity/host?value=ws-1")
  expect(text).toContain('<strong class="rare">only here</strong>')
})

test("the first moment is exact, also among thousands", async () => {
  const { query, scope } = asked("address", a)
  const stepMs = 30 * minuteMs
  const bars = await world.store.histogram(scope, stepMs, undefined, never())
  const oldest = noon - (60 + 1_499 / 100) * minuteMs
  expect(await firstMs(world.store, scope, bars, stepMs, never())).toBe(Math.floor(oldest))
  expect(
    await firstMs(world.store, { ...scope, query }, { buckets: [] }, stepMs, never()),
  ).toBeUndefined()
})

test("an entity that was not seen before this time is called new", async () => {
  expect(await page("/entity/address?value=10.0.0.3&from=now-4h")).toContain("this address is new")
  const text = await page("/entity/address?value=10.0.0.9&from=now-4h")
  expect(text).toContain("<strong>0</strong> events")
  const old = await factsOf(world.store, "address", asked("address", "10.0.0.9"), never())
  expect(old.before).toBe(1)
})

test("what two have in common is a search", async () => {
  const text = await page(`/entity/address?value=${a}&from=now-4h`)
  expect(text).toContain("AND+destination.ip%3A%2210.0.0.2%22")
})

const page = async (path: string) =>
  (await consoleApp(world).request(path, { headers: { host: "localhost" } })).text()

test("what is known of an address is what events say of it, not of the other end", async () => {
  const event = {
    "source.ip": a,
    "source.geo.country_name": "Here",
    "source.as.number": 64_500,
    "destination.ip": b,
    "destination.geo.country_name": "There",
    "threat.indicator.name": "list-1",
    "host.os.name": "Linux",
  } as Event
  expect(knownOf("address", a, [event])).toEqual([
    {
      "source.geo.country_name": "Here",
      "source.as.number": 64_500,
      "threat.indicator.name": "list-1",
    },
  ] as Event[])
  expect(knownOf("address", b, [event])[0]).toHaveProperty(["destination.geo.country_name"])
  expect(knownOf("host", "gw", [{ ...event, "host.name": "GW" }])[0]).toHaveProperty([
    "host.os.name",
  ])
})
