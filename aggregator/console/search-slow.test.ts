import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import type { Store } from "../store/types.ts"
import { consoleApp } from "./app.ts"
import { story, type TestWorld, testWorld } from "./console-world.ts"
import { serveConsole } from "./serve.ts"

let world: TestWorld
beforeAll(async () => {
  world = await testWorld(story())
})
afterAll(() => world[Symbol.asyncDispose]())

type Search = Store["search"]

/** The console over a store whose searches are answered so. */
function over(search: Search, queryTimeoutMs = 30_000): TestWorld {
  const store = new Proxy(world.store, {
    get: (target, name) => (name === "search" ? search : Reflect.get(target, name)),
  })
  return { ...world, store, options: { ...world.options, queryTimeoutMs } }
}

const never = (signal: AbortSignal): ReturnType<Search> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener("abort", () => reject(signal.reason))
  })

const ask = (search: Search, path: string, queryTimeoutMs?: number) =>
  consoleApp(over(search, queryTimeoutMs)).request(path, { headers: { host: "localhost" } })

const typed = "/search?q=user.name%3Aroot&from=now-7d"
const hasTyped = 'value="user.name:root"'

/** What of a page has come until it holds a text. */
async function until(answer: Response, wanted: string): Promise<string> {
  let text = ""
  const decoder = new TextDecoder()
  for await (const bytes of answer.body!) {
    text += decoder.decode(bytes as Uint8Array, { stream: true })
    if (text.includes(wanted)) break
  }
  return text
}

describe("a search while the store is slow or gone", () => {
  test("of a store that is gone the page says so at once, and keeps what was typed", async () => {
    const answer = await ask(() => Promise.reject(new Error("ECONNREFUSED")), typed)
    const page = await answer.text()
    expect([answer.status, page.includes(hasTyped)]).toEqual([503, true])
    expect(page).toContain("The store does not answer now")
    expect(page).toMatch(/href="\/search\?q=user\.name%3Aroot&amp;from=now-7d">Try again/)
    expect(page).not.toContain("ECONNREFUSED")
  })

  test("the query stands on the page before a slow store has answered, with a way to stop", async () => {
    const answer = await ask((_, __, ___, signal) => never(signal), typed)
    const begun = await until(answer, "Stop")
    expect([answer.status, begun.includes(hasTyped)]).toEqual([200, true])
    expect(begun).toContain("The store is working on it")
    expect(begun).toMatch(/href="[^"]*stop=1"/)
  })

  test("what takes too long is given up, and the page says what to do", async () => {
    const answer = await ask((_, __, ___, signal) => never(signal), typed, 400)
    const page = await answer.text()
    expect(page).toContain(hasTyped)
    expect(page).toMatch(/did not answer within \d+ s and was stopped/)
    expect(page).toEndWith("</html>")
  })

  test("how much is done is told, and the answer stands below it", async () => {
    const search: Search = async (scope, size, after, signal, tell) => {
      for (const share of [0.25, 0.5, 0.75]) {
        await Bun.sleep(150)
        tell?.(share)
      }
      await Bun.sleep(150)
      return world.store.search(scope, size, after, signal)
    }
    const page = await (await ask(search, typed)).text()
    expect(page).toMatch(/value="0.(?:5|75)"[\s\S]*(?:50|75) %[\s\S]*id="results"[\s\S]*<\/html>$/)
    expect(page.match(/id="results"/g)).toHaveLength(1)
  })

  test("a wrong query is told as such, whatever the store does", async () => {
    const answer = await ask(() => Promise.reject(new Error("gone")), "/search?q=a:(b")
    expect([answer.status, (await answer.text()).includes('value="a:(b"')]).toEqual([400, true])
  })

  test("who stops asks the store nothing, and finds what was typed", async () => {
    let asked = 0
    const search = () => Promise.reject(new Error(`asked ${++asked} times`))
    const page = await (await ask(search, `${typed}&stop=1`)).text()
    expect([page.includes(hasTyped), page.includes("Stopped"), asked]).toEqual([true, true, 0])
  })
})

test("a browser that leaves ends what the store does for it; other pages answer meanwhile", async () => {
  let ended: (() => void) | undefined
  const isEnded = new Promise<void>((resolve) => {
    ended = resolve
  })
  const search: Search = (_, __, ___, signal) => {
    signal.addEventListener("abort", () => ended!())
    return never(signal)
  }
  const served = serveConsole(over(search))
  try {
    const site = `http://127.0.0.1:${served.port}`
    const leaving = new AbortController()
    const answer = await fetch(site + typed, { signal: leaving.signal })
    await until(answer, "working")
    expect((await fetch(`${site}/health`)).status).toBe(200)
    leaving.abort()
    await isEnded
  } finally {
    await served.dispose()
  }
})
