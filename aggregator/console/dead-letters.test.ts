import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test"
import type { BusRecord } from "#shared/bus/types.ts"
import { type Event, fail } from "#shared/ecs/event.ts"
import { readLetter } from "#shared/pipeline/replay.ts"
import { replay } from "../replay.ts"
import { consoleApp } from "./app.ts"
import { hostile, noon, type TestWorld, testWorld } from "./console-world.ts"
import type { World } from "./world.ts"

const letterAt = (n: number, reason: string, fields: Partial<Event> = {}): Event =>
  fail(
    {
      "@timestamp": new Date(noon - n * 60_000).toISOString(),
      "event.id": `record-${n}`,
      "event.created": new Date(noon - n * 60_000).toISOString(),
      "event.original": `line ${n} ${hostile}`,
      "vedette.source": n % 2 ? "web" : "mail",
      "vedette.batch": "b1",
      "vedette.position": `4${n}`,
      "log.file.path": "/var/log/app.log",
      ...fields,
    },
    reason,
  )

/** Six letters, of which one has become an event and another two, being split. */
const letters = [
  ...[1, 2, 3, 4].map((n) => letterAt(n, "not JSON")),
  letterAt(5, "not CSV", { "vedette.raw_base64": "/w==" }),
  letterAt(6, `odd ${hostile}`.slice(0, 200)),
]
const made = (n: number, letter: number): Event => ({
  "@timestamp": new Date(noon - n).toISOString(),
  "event.created": new Date(noon - n).toISOString(),
  "event.id": `made-${n}`,
  "vedette.stream": "events",
  "vedette.source": "web",
  "vedette.batch": "b1",
  "vedette.letter": `record-${letter}.letter`,
})

let world: TestWorld
let sent: BusRecord[]
beforeAll(async () => {
  world = await testWorld([...letters, made(1, 1), made(2, 2), made(3, 2)])
})
beforeEach(() => {
  sent = []
})
afterAll(() => world[Symbol.asyncDispose]())

const publish = async (records: readonly BusRecord[]) => void sent.push(...records)
const whole = (): World => ({
  ...world,
  replay: (asked, _, signal) => replay(world.store, { publish }, asked, signal),
})
const ask = (path: string, init: RequestInit = {}) =>
  consoleApp(whole()).request(path, {
    ...init,
    headers: { host: "localhost:8600", ...(init.headers as Record<string, string>) },
  })
const post = (path: string, body: string, type: string) =>
  ask(path, { method: "POST", body, headers: { "content-type": type } })
const json = (body: object) => post("/api/replay", JSON.stringify(body), "application/json")
const form = (body: string) => post("/replay", body, "application/x-www-form-urlencoded")
const sentLetters = () => sent.map(({ value }) => readLetter(value)?.letter).sort()

test("the API lists dead letters by reason and source, and those that have become events", async () => {
  const found = (await (await ask("/api/dead-letters?size=10")).json()) as {
    total: number
    events: Event[]
    replayed: string[]
    reasons: { value: string; count: number }[]
    sources: { value: string; count: number }[]
  }
  expect(found.total).toBe(6)
  expect(found.events[0]).toEqual(letters[0]!)
  expect(found.replayed.sort()).toEqual(["record-1.letter", "record-2.letter"])
  expect(found.reasons[0]).toMatchObject({ value: "not JSON", count: 4 })
  expect(found.sources.map(({ value, count }) => [value, count])).toEqual([
    ["mail", 3],
    ["web", 3],
  ])
})

test.each([
  ["reason=not+CSV", 1],
  ["source=web", 3],
  ["source=web&reason=not+JSON", 2],
  ["q=line", 6],
  ["q=line+5", 1],
  ["from=now-2m", 2],
  ["reason=no+such", 0],
])("dead letters with %s are %d", async (query, count) => {
  const found = (await (await ask(`/api/dead-letters?${query}`)).json()) as { total: number }
  expect(found.total).toBe(count)
})

test("the API replays what is asked for, newest first, without those that are events by now", async () => {
  const answer = await (await json({ reason: "not JSON" })).json()
  expect(answer).toEqual({ found: 4, sent: 2, known: 2, empty: 0, isCut: false })
  expect(sentLetters()).toEqual(["record-3.letter", "record-4.letter"])
  expect(readLetter(sent[0]!.value)).toMatchObject({ position: "43", path: "/var/log/app.log" })
})

test("asked again, all are sent; a dry run sends none; a limit cuts and says so", async () => {
  expect(await (await json({ again: true })).json()).toMatchObject({ sent: 6, known: 0 })
  expect(sent.length).toBe(6)
  expect(await (await json({ dryRun: true })).json()).toMatchObject({ sent: 4, known: 2 })
  expect(sent.length).toBe(6)
  expect(await (await json({ again: true, limit: 2 })).json()).toMatchObject({
    sent: 2,
    isCut: true,
  })
})

test("the exact bytes go along, and another format, dataset and zone where they are asked for", async () => {
  await json({ reason: "not CSV", format: "kv", dataset: "acme.app", zone: "Europe/Paris" })
  expect(readLetter(sent[0]!.value)).toMatchObject({
    base64: "/w==",
    format: "kv",
    dataset: "acme.app",
    zone: "Europe/Paris",
  })
})

test.each([
  ["[]", 400],
  ["null", 400],
  ["{", 400],
  ['{"q":"("}', 400],
  ['{"q":{"a":1}}', 400],
  ['{"from":"yesterday"}', 400],
  ['{"limit":0}', 400],
  ['{"limit":"9999999999"}', 400],
  [`{"format":"${"x".repeat(300)}"}`, 400],
  ['{"__proto__":{"q":"x"},"limit":1,"dryRun":true}', 200],
])("a replay asked by %s is answered with %d", async (body, status) => {
  expect((await post("/api/replay", body, "application/json")).status).toBe(status)
})

test("what another site sends is refused", async () => {
  const foreign = { "sec-fetch-site": "cross-site", "content-type": "application/json" }
  const answer = await ask("/api/replay", { method: "POST", body: "{}", headers: foreign })
  expect(answer.status).toBe(403)
  expect(sent).toEqual([])
})

test("the page shows reason, place and record, and nothing of a record becomes markup", async () => {
  const page = await (await ask("/dead-letters")).text()
  expect(page).toContain("/var/log/app.log 41")
  expect(page).toContain('<a href="/event/record-1">stored</a>')
  expect(page).toContain("/replay")
  expect(page).not.toContain("<img src=x")
  expect((await ask("/dead-letters?q=(")).status).toBe(400)
})

test("without script: a page asks before, a form sends, and the answer leads back", async () => {
  const before = await (await ask("/replay?reason=not+JSON&source=web")).text()
  expect(before).toContain("1 of 2")
  expect(before).toContain("1 have become events already")
  expect(before).toContain('<form method="post" action="/replay">')
  expect(sent).toEqual([])
  const answer = await form("reason=not+JSON&source=web&format=")
  expect(answer.status).toBe(303)
  const place = answer.headers.get("location")!
  expect(place).toContain("sent=1")
  expect(sentLetters()).toEqual(["record-3.letter"])
  expect(await (await ask(place)).text()).toContain("1 sent back")
})

test("health tells how many there are of each reason", async () => {
  const page = await (await ask("/health?from=now-1h")).text()
  expect(page).toContain("Dead letters")
  expect(page).toContain("/dead-letters?from=now-1h&amp;reason=not+JSON")
})
