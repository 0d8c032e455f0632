import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { consoleApp } from "./app.ts"
import { appOf, auditOf, closeSite, loggedIn, openSite, site } from "./console-site.ts"
import { hostile, story, testWorld } from "./console-world.ts"

beforeAll(openSite)
afterAll(closeSite)

type Person = Awaited<ReturnType<typeof loggedIn>>

async function post(one: Person, path: string, body: object = {}) {
  const headers = { "content-type": "application/json", "x-csrf-token": await one.csrf() }
  return one.ask(path, { method: "POST", headers, body: JSON.stringify(body) })
}

// biome-ignore lint/suspicious/noExplicitAny: the answers are what is tested here
const json = async (answer: Response | Promise<Response>): Promise<any> => (await answer).json()
const names = async (one: Person): Promise<string[]> =>
  (await json(one.ask("/api/searches"))).searches.map(({ name }: { name: string }) => name)

describe("saved searches", () => {
  test("one is saved on the page, listed there with its link, and its address is the search", async () => {
    const one = await loggedIn("analyst")
    const form = {
      q: "user.name:root",
      from: "now-7d",
      columns: "host.name",
      name: "Root's doings",
    }
    const sent = await one.send("/searches", { ...form, csrf: await one.csrf() })
    expect(sent.status).toBe(303)
    const page = await (await one.ask(sent.headers.get("location")!)).text()
    expect(page).toContain("Saved:")
    expect(page).toContain("/search?q=user.name%3Aroot&amp;from=now-7d&amp;columns=host.name")
    expect(page).toContain("Root&#39;s doings")
    const noted = async () => (await auditOf()).some((e) => e["event.action"] === "search-save")
    for (let tries = 0; !(await noted()) && tries < 200; tries++) await Bun.sleep(20)
    expect(await noted()).toBe(true)
  })

  test("what is not shared only its owner sees; what is shared all see, and only the owner changes", async () => {
    const [ann, bob] = [await loggedIn("analyst"), await loggedIn("viewer")]
    await post(ann, "/api/searches", { name: "mine", q: "a" })
    const { search } = await json(
      post(ann, "/api/searches", { name: "ours", q: "b", shared: true }),
    )
    expect(await names(ann)).toEqual(expect.arrayContaining(["mine", "ours"]))
    expect(await names(bob)).toEqual(["ours"])
    const change = { name: "theirs", revision: 1 }
    expect((await post(bob, `/api/searches/${search.id}`, change)).status).toBe(403)
    expect((await post(bob, `/api/searches/${search.id}/remove`)).status).toBe(403)
    expect(await names(bob)).toEqual(["ours"])
  })

  test("it is renamed of the state that was seen, and removed", async () => {
    const ann = await loggedIn("analyst")
    const { search } = await json(post(ann, "/api/searches", { name: "first", q: "x:y" }))
    const to = (name: string) => post(ann, `/api/searches/${search.id}`, { name, revision: 1 })
    expect(await json(to("second"))).toMatchObject({ search: { name: "second", q: "x:y" } })
    expect((await to("third")).status).toBe(409)
    const form = { csrf: await ann.csrf(), act: "remove", back: "q=keep" }
    const gone = await ann.send(`/searches/${search.id}`, form)
    expect(gone.headers.get("location")).toBe("/search?q=keep")
    expect(await names(ann)).not.toContain("second")
    expect((await to("fourth")).status).toBe(404)
  })
})

describe("who may do what with saved searches", () => {
  test("who only looks on saves, but shows it to nobody", async () => {
    const bob = await loggedIn("viewer")
    expect((await post(bob, "/api/searches", { name: "own", q: "a" })).status).toBe(201)
    expect((await post(bob, "/api/searches", { name: "all", shared: true })).status).toBe(400)
  })

  test("an admin removes what someone shares, but does not see what is private", async () => {
    const [ann, boss] = [await loggedIn("analyst"), await loggedIn("admin")]
    const of = async (name: string, shared: boolean) =>
      (await json(post(ann, "/api/searches", { name, shared }))).search.id as string
    const [shared, own] = [await of("open", true), await of("closed", false)]
    expect((await post(boss, `/api/searches/${shared}/remove`)).status).toBe(200)
    expect((await post(boss, `/api/searches/${own}/remove`)).status).toBe(404)
  })

  test.each([
    [{}, "no name"],
    [{ name: " \n " }, "an empty name"],
    [{ name: "n".repeat(101) }, "a long name"],
    [{ name: 7 }, "a name that is no text"],
    [{ name: "n", q: "q".repeat(4_097) }, "a long query"],
  ])("%p is refused: %s", async (body, _) => {
    expect((await post(await loggedIn("viewer"), "/api/searches", body)).status).toBe(400)
  })

  test("hostile names and queries are shown and kept as they are", async () => {
    await using world = await testWorld(story())
    const app = consoleApp(world)
    const ask = (path: string, body?: object) =>
      app.request(path, {
        headers: { host: "localhost", "content-type": "application/json" },
        ...(body && { method: "POST", body: JSON.stringify(body) }),
      })
    const body = { name: hostile, q: `"${hostile.replaceAll('"', "")}"`, __proto__: { x: 1 } }
    expect((await ask("/api/searches", body)).status).toBe(201)
    const page = await (await ask("/search?from=now-1h")).text()
    expect(page).not.toMatch(/<script>window|<img/)
    expect((await json(ask("/api/searches"))).searches[0].name).toBe(hostile)
  })
})

describe("history", () => {
  test("the last searches are listed to who made them, the newest first, each once", async () => {
    const [ann, bob] = [await loggedIn("analyst"), await loggedIn("viewer")]
    await post(ann, "/api/searches/forget")
    for (const q of ["one", "two", "one"]) await ann.ask(`/search?q=${q}`)
    await ann.ask("/search?q=wrong:(")
    await ann.ask("/search?q=three&live=1")
    const { searches } = await json(ann.ask("/api/searches/history"))
    expect(searches.map(({ q }: { q: string }) => q)).toEqual(["one", "two"])
    expect((await json(bob.ask("/api/searches/history"))).searches).toEqual([])
  })

  test("it is forgotten when asked, and begins anew", async () => {
    const ann = await loggedIn("analyst")
    await ann.ask("/search?q=one")
    await ann.send("/searches/forget", { csrf: await ann.csrf() })
    expect((await json(ann.ask("/api/searches/history"))).searches).toEqual([])
    await ann.ask("/search?q=again")
    expect((await json(ann.ask("/api/searches/history"))).searches).toHaveLength(1)
  })

  test("of very many the newest are kept", async () => {
    const ann = await loggedIn("analyst")
    for (let at = 0; at < 33; at++) await ann.ask(`/search?q=many${at}&from=now-1m`)
    const { searches } = await json(ann.ask("/api/searches/history"))
    expect([searches.length, searches[0].q]).toEqual([30, "many32"])
  })
})

test("a store that keeps no searches now leaves the search page as it is", async () => {
  const store = new Proxy(site.world.store, {
    get: (target, name) =>
      name === "documents" || name === "put"
        ? () => Promise.reject(new Error("gone"))
        : Reflect.get(target, name),
  })
  const one = await loggedIn("analyst", appOf({ store }))
  const answer = await one.ask("/search?q=user.name:root")
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain("does not tell them now")
})
