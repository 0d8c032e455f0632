import { afterAll, beforeAll, expect, test } from "bun:test"
import type { Store } from "../store/types.ts"
import { consoleApp } from "./app.ts"
import { story, type TestWorld, testWorld } from "./console-world.ts"

let world: TestWorld
beforeAll(async () => {
  world = await testWorld(story())
})
afterAll(() => world[Symbol.asyncDispose]())

/** The world over a store whose counts of values wait until they are let go. */
function held(fails = false) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const terms: Store["terms"] = async (...asked) => {
    await promise
    if (fails) throw new DOMException("late", "TimeoutError")
    return world.store.terms(...asked)
  }
  const store = new Proxy(world.store, {
    get(real, name) {
      const value = Reflect.get(real, name)
      if (name === "terms") return terms
      return typeof value === "function" ? value.bind(real) : value
    },
  })
  return { app: consoleApp({ ...world, store }), letGo: resolve }
}

const pages = ["/?from=now-24h", "/alerts?level=high", "/entity/host?value=web0"]

test.each(pages)("of %s what was asked is there at once, and the answer follows", async (path) => {
  const { app, letGo } = held()
  const answer = await app.request(path, { headers: { host: "localhost" } })
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ""
  while (!text.includes("The store is counting")) text += (await reader.read()).value ?? ""
  expect(text).toContain('name="from"')
  expect(text).not.toContain('id="seen"')
  letGo()
  for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value
  expect(text).toContain('id="seen"')
  expect(text).toEndWith("</html>")
})

test.each(pages)(
  "where the store never answers, %s says so and keeps the address",
  async (path) => {
    const { app, letGo } = held(true)
    const answer = await app.request(path, { headers: { host: "localhost" } })
    letGo()
    const text = await answer.text()
    expect(text).toContain("did not answer in time and was stopped")
    expect(text).toContain('<a href="/health">What is wrong: Health</a>')
    expect(text).toEndWith("</html>")
  },
)
