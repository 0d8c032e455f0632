import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { consoleApp } from "./app.ts"
import { hostile, noon, story, type TestWorld, testWorld } from "./console-world.ts"
import { sampleFields } from "./field-sample.ts"
import { columnsOf, moved, narrowed, toggled } from "./narrow.ts"

let world: TestWorld
beforeAll(async () => {
  world = await testWorld(story())
})
afterAll(() => world[Symbol.asyncDispose]())

const ask = (path: string) => consoleApp(world).request(path, { headers: { host: "localhost" } })
const text = async (path: string) => (await ask(path)).text()

/** Where the links of a page lead that have this text or label. */
const linksOf = (page: string, name: string) =>
  [...page.matchAll(/<a ([^>]*)>\s*([^<]*?)\s*<\/a>/g)]
    .filter(([, attributes, shown]) => shown === name || attributes!.includes(`"${name}"`))
    .map(([, attributes]) => /href="([^"]*)"/.exec(attributes!)![1]!.replaceAll("&amp;", "&"))

const totalOf = (page: string) => Number(/<strong>([\d,]+)<\/strong>/.exec(page)?.[1])

describe("the search page, without script", () => {
  test("the link of a field's value narrows the search to it, and its sign leaves it out", async () => {
    const page = await text("/search?q=host.name:(web0 OR web1)&from=now-24h")
    const [only] = linksOf(page, "root")
    const [without] = linksOf(page, "Exclude root")
    expect(totalOf(page)).toBe(150)
    const [some, others] = [totalOf(await text(only!)), totalOf(await text(without!))]
    expect([some, some + others]).toEqual([30, 150])
  })

  test("a field's values are counted over all matches where the address asks for it", async () => {
    const page = await text("/search?field=user.name")
    expect(page).toMatch(/most frequent of all matches[\s\S]*alice[\s\S]*>239</)
  })

  test("a column is added, moved and removed by links, and the search stays", async () => {
    const page = await text("/search?q=user.name:root&columns=host.name,vendor.note")
    const [left] = linksOf(page, "Move vendor.note to the left")
    expect(new URLSearchParams(left!.slice(8)).get("columns")).toBe("vendor.note,host.name")
    const [gone] = linksOf(page, "Remove the column vendor.note")
    expect(new URLSearchParams(gone!.slice(8)).get("columns")).toBe("host.name")
    expect(new URLSearchParams(gone!.slice(8)).get("q")).toBe("user.name:root")
  })

  test("around an event stands all that happened then, unfiltered", async () => {
    const page = await text("/search?q=event.id:event-100")
    const [around] = linksOf(page, "± 5 min")
    expect(totalOf(await text(around!))).toBe(11)
  })

  test("a row holds its event as JSON", async () => {
    const page = await text("/search?q=event.id:event-7")
    expect(page).toContain("&quot;event.id&quot;: &quot;event-7&quot;")
  })

  test("a chart is stacked by the chosen field", async () => {
    expect(await text("/search?by=host.name")).toMatch(/Events by host\.name[\s\S]*>web3</)
  })
})

describe("what is new", () => {
  test("now is the moment of asking: the same address shows what has come since, and its age", async () => {
    await using fresh = await testWorld(story())
    let now = noon
    const app = consoleApp({ ...fresh, now: () => now })
    const asked = async () =>
      (await app.request("/search?from=now-30m", { headers: { host: "localhost" } })).text()
    expect(await asked()).toMatch(/<strong>30<[\s\S]*the newest <time[^>]*>1 s ago/)
    now += 600_000
    const late = {
      ...story()[0]!,
      "event.id": "late",
      "@timestamp": new Date(now - 2_000).toISOString(),
    }
    await fresh.store.append([late as Event], false, AbortSignal.timeout(10_000))
    expect(await asked()).toMatch(/<strong>21<[\s\S]*the newest <time[^>]*>2 s ago/)
  })

  test("a field that nobody has seen before is asked for, counted and listed at once", async () => {
    await using fresh = await testWorld(story())
    const event = { ...story()[0]!, "event.id": "novel", "vendor.brand.new": "value 1" }
    await fresh.store.append([event as Event], false, AbortSignal.timeout(10_000))
    const app = consoleApp(fresh)
    const page = async (path: string) =>
      (await app.request(path, { headers: { host: "localhost" } })).text()
    const found = await page('/search?q=vendor.brand.new:"value 1"&field=vendor.brand.new')
    expect(totalOf(found)).toBe(1)
    expect(found).toMatch(/Top values of vendor\.brand\.new[\s\S]*value 1/)
    expect(found).toMatch(/class="name">vendor\.brand\.new</)
  })
})

test("where nothing is found the page says what else may be asked", async () => {
  const page = await text("/search?q=user.name:nobody&from=now-1h")
  const [longer] = linksOf(page, "The same in the last 30 days")
  const [all] = linksOf(page, "All events of this time")
  expect([longer, all]).toEqual([
    "/search?q=user.name%3Anobody&from=now-30d",
    "/search?from=now-1h",
  ])
})

describe("odd addresses", () => {
  test("columns, fields and stacks that nobody has harm nothing", async () => {
    for (const name of ["__proto__", "constructor", "toString", hostile, "a".repeat(500)]) {
      const odd = encodeURIComponent(name)
      const answer = await ask(`/search?columns=${odd}&by=${odd}&field=${odd}`)
      expect(answer.status).toBe(200)
      expect(await answer.text()).not.toMatch(/<script>|<img|function/i)
    }
  })

  test("a name beyond its limit is the caller's mistake", async () => {
    expect((await ask(`/search?by=${"a".repeat(600)}`)).status).toBe(400)
    expect((await ask(`/search?columns=${"a".repeat(600)}`)).status).toBe(400)
  })
})

describe("narrowing", () => {
  test.each([
    [undefined, "a:b", false, "a:b"],
    ["x", "a:b", true, "x AND NOT a:b"],
    ["x OR y", "a:b", false, "(x OR y) AND a:b"],
    ["x || y", "a:b", false, "(x || y) AND a:b"],
  ] as const)("%p and %p", (q, term, isNot, whole) => expect(narrowed(q, term, isNot)).toBe(whole))

  test("columns are each there once, and none means the usual ones", () => {
    expect(columnsOf("a,b,a,,", ["u"])).toEqual(["a", "b"])
    expect(columnsOf(" , ", ["u"])).toEqual(["u"])
    expect(columnsOf(Array.from({ length: 99 }, (_, at) => `c${at}`).join(), [])).toHaveLength(20)
    expect([toggled(["a"], "b"), toggled(["a", "b"], "a")]).toEqual(["a,b", "b"])
    expect([moved(["a", "b"], "b"), moved(["a", "b"], "a")]).toEqual(["b,a", "a,b"])
  })
})

test("of too many fields the most frequent are told, and their coverage", () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`vendor.f${at}`, "x"]))
  const events = [{ "host.name": "a" }, { "host.name": "b" }, { "host.name": "b", ...many }]
  const fields = sampleFields(events, 3)
  expect(fields).toHaveLength(3)
  expect(fields[0]).toEqual({
    ...{ name: "host.name", present: 3, different: 2 },
    top: [
      ["b", 2],
      ["a", 1],
    ],
  })
})
