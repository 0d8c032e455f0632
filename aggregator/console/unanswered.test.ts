import { afterAll, beforeAll, expect, test } from "bun:test"
import { consoleApp } from "./app.ts"
import { story, type TestWorld, testWorld } from "./console-world.ts"

let world: TestWorld
beforeAll(async () => {
  world = await testWorld(story())
})
afterAll(() => world[Symbol.asyncDispose]())

const gone = () => Promise.reject(new Error("gone"))

function withoutStore() {
  const store = {
    ...{ get: gone, search: gone, put: gone, documents: gone, histogram: gone, terms: gone },
    ...{ tally: gone, count: gone, append: gone, problems: gone, retainedFromMs: gone },
  }
  return consoleApp({ ...world, audit: { note: async () => {} }, store: store as never })
}

const headers = { host: "localhost:8600", origin: "http://localhost:8600" }

test("what was typed into a form is kept when the store is gone, and can be sent again", async () => {
  const comment = 'two lines\n<b>&"</b>'
  const answer = await withoutStore().request("/alert/alert-2", {
    method: "POST",
    headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ revision: "7", status: "in work", comment, csrf: "x" }).toString(),
  })
  const text = await answer.text()
  expect(answer.status).toBe(503)
  expect(text).toContain("The store does not answer")
  expect(text).toContain('action="/alert/alert-2"')
  expect(text).toContain("two lines\n&lt;b&gt;&amp;&quot;&lt;/b&gt;</textarea>")
  expect(text).toContain('type="hidden" name="revision" value="7"')
  expect(text).toMatch(/name="status" id="typed-0" value="in work"/)
})

test("a page that is only read says that the store does not answer", async () => {
  const answer = await withoutStore().request("/event/event-3", { headers })
  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain("The store does not answer")
})
