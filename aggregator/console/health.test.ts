import { afterAll, beforeAll, expect, test } from "bun:test"
import { consoleApp } from "./app.ts"
import { closeSite, loggedIn, openSite } from "./console-site.ts"
import { hostile, story, type TestWorld, testWorld } from "./console-world.ts"
import type { World } from "./world.ts"

let world: TestWorld
beforeAll(async () => {
  world = await testWorld(story())
})
afterAll(() => world[Symbol.asyncDispose]())

const headers = { host: "localhost:8600" }
const page = async (more: Partial<World> = {}) => {
  const answer = await consoleApp({ ...world, ...more }).request("/health", { headers })
  return { status: answer.status, text: await answer.text() }
}

test("the flow is drawn with rates and states in words, and leads to what it shows", async () => {
  const { text } = await page()
  for (const words of ["12/s", "silent since", "1,234 wait", "Kafka", "Local files", "log 4.1 kB"])
    expect(text).toContain(words)
  expect(text).toContain('href="/search?q=vedette.source%3A%22syslog%22"')
})

test("a source's name is text in the picture, whatever it is", async () => {
  const { text } = await page()
  expect(text).not.toContain(hostile)
  expect(text).toContain("&lt;script&gt;window.")
})

test("each problem has what to do about it beside it", async () => {
  const { text } = await page()
  const problem = text.slice(text.indexOf("collector edge-2 has not been heard for 14 min"))
  expect(problem.slice(0, 400)).toContain("See whether the program runs")
})

test("when the store is gone the page says so, and shows what is known without it", async () => {
  const gone = () => Promise.reject(new Error("no"))
  const store = { ...world.store, terms: gone, problems: gone, documents: gone, tally: gone }
  const { status, text } = await page({ store: store as never, ledger: gone, sources: gone })
  expect(status).toBe(200)
  expect(text).toContain("the store does not answer")
  expect(text.match(/this is not known now/g)?.length).toBe(3)
  expect(text).toContain("edge-1")
})

test("the configuration is for admins", async () => {
  await openSite()
  try {
    const told = async (role: "analyst" | "admin") =>
      (await (await (await loggedIn(role)).ask("/health")).text()).includes("its secrets hidden")
    expect([await told("analyst"), await told("admin")]).toEqual([false, true])
  } finally {
    await closeSite()
  }
})

test("the flow is in the API", async () => {
  const answer = await consoleApp(world).request("/api/flow", { headers })
  expect(((await answer.json()) as { bus: object }).bus).toEqual({ kind: "kafka", waiting: 1234 })
  const { flow: _, ...without } = world
  expect((await consoleApp(without).request("/api/flow", { headers })).status).toBe(404)
})
