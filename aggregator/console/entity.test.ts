import { afterAll, beforeAll, expect, test } from "bun:test"
import { consoleApp } from "./app.ts"
import { hostile, story, type TestWorld, testWorld } from "./console-world.ts"

let world: TestWorld
beforeAll(async () => {
  world = await testWorld(story())
})
afterAll(() => world[Symbol.asyncDispose]())

const ask = (path: string) => consoleApp(world).request(path, { headers: { host: "localhost" } })

test("a host's page has its events, its alerts and who was with it", async () => {
  const text = await (await ask("/entity/host?value=web0")).text()
  expect(text).toContain("<strong>75</strong> events")
  expect(text).toContain('href="/alert/alert-1"')
  expect(text).not.toContain('href="/alert/alert-2"')
  expect(text).toContain('href="/entity/user?value=root"')
})

test.each(["host", "user", "address", "hash", "domain"])(
  "the page of a %s that nobody knows says so",
  async (kind) => {
    const answer = await ask(`/entity/${kind}?value=192.0.2.1`)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain("None in this time.")
  },
)

test("a hostile name is text", async () => {
  const answer = await ask(`/entity/user?value=${encodeURIComponent(hostile)}`)
  expect(answer.status).toBe(200)
  expect(await answer.text()).not.toMatch(/<script>|<img/)
})

test.each([
  ["/entity/planet?value=x", 404],
  ["/entity/constructor?value=x", 404],
  ["/entity/host", 400],
  ["/entity/address?value=nonsense", 400],
  [`/entity/host?value=${"x".repeat(300)}`, 400],
])("%s is answered with %d", async (path, status) => {
  expect((await ask(path)).status).toBe(status)
})

test("an alert and an event lead to those they name", async () => {
  for (const path of ["/alert/alert-1", "/event/event-0"])
    expect(await (await ask(path)).text()).toContain('href="/entity/host?value=web0"')
})

test("the overview counts alerts by host and user, and against the time before", async () => {
  const text = await (await ask("/?from=now-1h")).text()
  expect(text).toContain("<strong>60</strong> events")
  expect(text).toContain("(as many) · ")
  expect(text).toContain("<strong>2</strong> alerts")
  expect(text).toContain("(none before), against as long a time before")
  expect(text).toContain('href="/entity/host?value=web3"')
  expect(text).toContain("No alert of this time names one.")
  expect(text).not.toMatch(/<script>|<img/)
})

test("whom the list of alerts and an event's fields name leads to their page", async () => {
  const [list, event] = await Promise.all(
    ["/alerts", "/event/event-0"].map(async (path) => (await ask(path)).text()),
  )
  expect(list).toContain(
    '<a class="chip" href="/entity/host?value=web0" title="The page of the host">',
  )
  expect(event).toContain('<a class="chip" href="/entity/address?value=10.0.0.0"')
})
