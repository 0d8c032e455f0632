import { afterAll, beforeAll, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { consoleApp } from "./app.ts"
import { hostile, noon, type TestWorld, testWorld } from "./console-world.ts"
import { changesOf } from "./overview-changes.ts"
import { alertStreams, eventStreams } from "./question.ts"

const hourMs = 3_600_000

const event = (at: number, hoursAgo: number, more: object): Event => {
  const when = new Date(noon - hoursAgo * hourMs - at).toISOString()
  return {
    "@timestamp": when,
    "event.created": when,
    "event.id": `event-${at}`,
    "event.dataset": "system.auth",
    "vedette.stream": "events",
    "vedette.source": "syslog",
    "vedette.batch": "b1",
    ...more,
  } as Event
}
const many = (from: number, count: number, hoursAgo: number, more: object) =>
  Array.from({ length: count }, (_, at) => event(from + at, hoursAgo, more))
const alert = (at: number, hoursAgo: number, more: object) =>
  event(at, hoursAgo, { "vedette.stream": "alerts", "event.severity": 73, ...more })

let world: TestWorld
beforeAll(async () => {
  world = await testWorld([
    ...many(0, 100, 1, {}),
    ...many(1_000, 90, 30, {}),
    ...many(2_000, 80, 1, { "event.dataset": "nginx.access", "source.geo.country_iso_code": "SG" }),
    ...many(3_000, 20, 30, { "event.dataset": "nginx.access" }),
    ...many(4_000, 5, 1, { "event.dataset": hostile, "source.geo.country_iso_code": "DE" }),
    ...many(5_000, 30, 30, { "event.dataset": "cisco.asa" }),
    event(6_000, 1, { "source.geo.country_iso_code": hostile }),
    alert(7_000, 1, { "rule.id": "new-rule", "host.name": "web1" }),
    alert(7_001, 30, { "rule.id": "old-rule", "host.name": "web1" }),
    alert(7_002, 1, { "rule.id": "x", "source.geo.country_iso_code": "SG" }),
  ])
})
afterAll(() => world[Symbol.asyncDispose]())

const ask = (path: string) => consoleApp(world).request(path, { headers: { host: "localhost" } })
const scope = (days: number) => ({
  ...{ query: { is: "all" } as const, fromMs: noon - days * 24 * hourMs, toMs: noon },
})
const changes = (days: number) =>
  changesOf(
    world.store,
    {
      events: { ...scope(days), streams: eventStreams },
      alerts: { ...scope(days), streams: alertStreams },
    },
    AbortSignal.timeout(5_000),
  )
const told = (moved: readonly { what: string; value: string }[]) =>
  moved.map(({ what, value }) => `${what} ${value}`).sort()

test("what is new, gone, far more or less than the day before is told apart", async () => {
  const found = await changes(1)
  expect(told(found.fresh)).toEqual(
    [
      "country DE",
      "country SG",
      `country ${hostile}`,
      `dataset ${hostile}`,
      "rule new-rule",
      "rule x",
    ].sort(),
  )
  expect(told(found.gone)).toEqual(["dataset cisco.asa", "rule old-rule"])
  expect(found.more.map((one) => [one.value, one.before, one.now])).toEqual([
    ["nginx.access", 20, 80],
  ])
  expect(found.less).toEqual([])
  expect([found.events, found.alerts]).toEqual([
    { now: 186, before: 140 },
    { now: 2, before: 1 },
  ])
})

test("where nothing is stored of the time before, nothing is called new", async () => {
  expect(await changes(7)).toMatchObject({ fresh: [], gone: [], more: [], less: [] })
  expect(await (await ask("/?from=now-7d")).text()).toContain("there is nothing to compare")
})

test("the map marks countries with and without outlines, each a search", async () => {
  const text = await (await ask("/?from=now-24h")).text()
  expect(text).toMatch(/<path class="heat-\d" d="M/)
  expect(text).toContain('<circle class="heat-5 alerting"')
  expect(text).toContain("<title>Singapore: 80 events, 1 alert</title>")
  expect(text).toContain("q=source.geo.country_iso_code%3A%22DE%22")
  expect(text).not.toMatch(/<script>|<img/)
})

test("the outlines are small, and drawn by the policy's rules", async () => {
  const answer = await ask("/assets/world.svg")
  const svg = await answer.text()
  expect(answer.headers.get("content-type")).toStartWith("image/svg+xml")
  expect(svg.length).toBeLessThan(60_000)
  expect(svg).not.toMatch(/style|script|href/)
  expect([...svg.matchAll(/<path d="(M[-\d, lzmM]+z)"\/>/g)].length).toBe(175)
})

test("the overview says how old the newest event is", async () => {
  expect(await (await ask("/")).text()).toMatch(/newest event <time[^>]*>1 h ago/)
})
