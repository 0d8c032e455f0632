import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { services } from "#shared/testing/services.ts"
import { openSubject } from "../store/opensearch/opensearch-subject.ts"
import { consoleApp } from "./app.ts"
import { noon, story, type TestWorld, testWorld, worldOver } from "./console-world.ts"
import { csvLine } from "./export.ts"

setDefaultTimeout(30_000)

const running = await services({ opensearch: true })
if ("missing" in running) console.warn(`skipped over OpenSearch: ${running.missing}`)

/** More than a page of the store, and as many of one instant as would tempt it to repeat one. */
function events(): Event[] {
  const many = Array.from({ length: 1_100 }, (_, at) => ({
    ...story()[0]!,
    "event.id": `many-${at}`,
    "host.name": "many",
    "@timestamp": new Date(noon - 7_200_000 - Math.floor(at / 300)).toISOString(),
  }))
  return [...story(), ...many]
}

async function overOpensearch(node: string): Promise<TestWorld> {
  const subject = await openSubject(node)
  await subject.store.append(events(), false, AbortSignal.timeout(20_000))
  await subject.settled()
  return worldOver(subject.store, {}, () => subject[Symbol.asyncDispose]())
}

const worlds: Readonly<Record<string, (() => Promise<TestWorld>) | undefined>> = {
  local: () => testWorld(events()),
  opensearch: "missing" in running ? undefined : () => overOpensearch(running.opensearch!.node),
}

for (const [kind, open] of Object.entries(worlds))
  describe.skipIf(!open)(`export from the store ${kind}`, () => {
    let world: TestWorld
    beforeAll(async () => {
      world = await open!()
    }, 60_000)
    afterAll(() => world?.[Symbol.asyncDispose]())
    const ask = (path: string) =>
      consoleApp(world).request(path, { headers: { host: "localhost" } })

    test("all matches come as NDJSON, each once, beyond a page of the store", async () => {
      const lines = (await (await ask("/api/export?q=host.name:many")).text()).trim().split("\n")
      const ids = lines.map((line) => JSON.parse(line)["event.id"])
      expect([ids.length, new Set(ids).size]).toEqual([1_100, 1_100])
    })

    test("CSV has the chosen columns, and its answer is a file to keep", async () => {
      const answer = await ask("/api/export?format=csv&q=event.id:event-5&columns=user.name")
      expect(await answer.text()).toBe(
        `timestamp,user.name\r\n${new Date(noon - 301_000).toISOString()},root\r\n`,
      )
      expect(answer.headers.get("content-disposition")).toBe('attachment; filename="events.csv"')
    })

    test("a wrong query is told as such, and no file begins", async () => {
      expect((await ask("/api/export?q=a:(b")).status).toBe(400)
      expect((await ask("/api/export?format=constructor")).status).toBe(400)
    })
  })

test("an export whose store fails midway does not end as if it were whole", async () => {
  await using world = await testWorld(events())
  let asked = 0
  const search: TestWorld["store"]["search"] = (...question) =>
    ++asked > 1 ? Promise.reject(new Error("gone")) : world.store.search(...question)
  const store = new Proxy(world.store, {
    get: (target, name) => (name === "search" ? search : Reflect.get(target, name)),
  })
  const app = consoleApp({ ...world, store })
  const answer = await app.request("/api/export?q=host.name:many", {
    headers: { host: "localhost" },
  })
  expect(answer.status).toBe(200)
  await expect(answer.text()).rejects.toThrow("gone")
})

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1"])(
  "a spreadsheet does not run the cell %j",
  (text) => expect(csvLine([text])).toMatch(/^"?'/),
)

test("quotation marks, commas and line ends stay within their cell", () => {
  expect(csvLine(['say "a, b"', "one\ntwo", "c"])).toBe('"say ""a, b""","one\ntwo",c\r\n')
})
