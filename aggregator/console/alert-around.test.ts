import { afterAll, beforeAll, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { aroundOf, sentenceOf, sharedOf } from "./alert-around.ts"
import { consoleApp } from "./app.ts"
import { noon, story, type TestWorld, testWorld } from "./console-world.ts"

let world: TestWorld
beforeAll(async () => {
  world = await testWorld(story())
})
afterAll(() => world[Symbol.asyncDispose]())

const alertOf = async (id: string) => (await world.store.get(id))!
const around = async (id: string) =>
  aroundOf(world.store, await alertOf(id), AbortSignal.timeout(5_000))

test("neighbours are those of the same host, user or address, in order of time", async () => {
  const alert = await alertOf("alert-2")
  const { events, total } = await around("alert-2")
  expect(events.length).toBe(total)
  expect(total).toBeGreaterThan(5)
  for (const event of events) expect(sharedOf(alert, event)).not.toEqual([])
  const times = events.map((event) => event["@timestamp"]!)
  expect(times).toEqual([...times].sort())
})

test("past alerts are older, and never the alert itself", async () => {
  expect((await around("alert-1")).past.map((one) => one["event.id"])).toEqual(["alert-2"])
  expect(await around("alert-2")).toMatchObject({ past: [], pastTotal: 0 })
})

test("an alert that names nobody and no rule has no neighbours", async () => {
  const bare: Event = { "event.id": "x", "@timestamp": new Date(noon).toISOString() }
  const found = await aroundOf(world.store, bare, AbortSignal.timeout(5_000))
  expect(found).toMatchObject({ events: [], total: 0, past: [], pastTotal: 0 })
  expect(sentenceOf(bare, undefined)).toBe("")
})

test("the page says in one sentence what happened", async () => {
  const headers = { host: "localhost" }
  const text = await (await consoleApp(world).request("/alert/alert-1", { headers })).text()
  expect(text).toContain(
    "About the user root on web0 from 10.0.0.0: Failed password for user 0 from 10.0.0.0",
  )
  expect(text).toContain("Past alerts")
  expect(text).not.toMatch(/<script>|<img/)
})

test("what came right after an alert stands on its time line, however much follows later", async () => {
  const at = (seconds: number, id: string, more: object) => {
    const when = new Date(noon + seconds * 1_000).toISOString()
    const base = { "@timestamp": when, "event.created": when, "event.id": id, "host.name": "busy" }
    const own = { "vedette.stream": "events", "vedette.source": "s", "vedette.batch": "b" }
    return { ...base, ...own, ...more } as Event
  }
  const later = Array.from({ length: 200 }, (_, index) => at(300 + index, `later-${index}`, {}))
  const soon = Array.from({ length: 5 }, (_, index) => at(1 + index, `soon-${index}`, {}))
  await using busy = await testWorld([...later, ...soon])
  const alert = at(0, "a", { "vedette.stream": "alerts" })
  const found = await aroundOf(busy.store, alert, AbortSignal.timeout(5_000))
  expect(found.events.map((one) => one["event.id"])).toEqual(soon.map((one) => one["event.id"]))
  expect(found.total).toBe(205)
})
