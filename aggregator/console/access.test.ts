import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { type Role, roles } from "../access/roles.ts"
import { consoleApp } from "./app.ts"
import { appOf, browser, closeSite, loggedIn, openSite } from "./console-site.ts"
import { story, testWorld } from "./console-world.ts"
import { accessOf, accessTable, fits } from "./rules.ts"

beforeAll(openSite)
afterAll(closeSite)

describe("the table of who may do what", () => {
  test("every route has a rule, and every rule its route", () => {
    const routes = appOf().routes.filter(({ method }) => method !== "ALL")
    expect(routes.length).toBeGreaterThan(20)
    const bare = routes.filter(({ method, path }) => !accessOf(method, path.replace("*", "x")))
    expect(bare.map(({ method, path }) => `${method} ${path}`)).toEqual([])
    const unused = accessTable.filter(
      (one) => !routes.some(({ method, path }) => method === one.method && fits(one.path, path)),
    )
    expect(unused).toEqual([])
  })
  test("every change is noted, and only the login needs no one", () => {
    const changes = accessTable.filter(({ method }) => method === "POST")
    expect(changes.filter(({ audit, path }) => !audit && path !== "/login")).toEqual([])
    const open = accessTable.filter(({ least }) => least === "anyone")
    expect(open.map(({ path }) => path).sort()).toEqual(["/assets/*", "/login", "/login"])
  })
  test("a route without a rule is refused, whoever asks", async () => {
    const app = appOf()
    app.get("/secret", (c) => c.text("secret"))
    const admin = await loggedIn("admin", app)
    const answer = await admin.ask("/secret")
    expect([answer.status, await answer.text()]).toEqual([403, "no rule lets anyone do this\n"])
    expect((await admin.ask("/nowhere")).status).toBe(404)
  })
  for (const role of [undefined, ...roles])
    test(`${role ?? "a stranger"} gets what the table says, of every route`, async () => {
      const app = appOf({ demo: async () => {} })
      const one = role ? await loggedIn(role, app) : browser(app)
      const csrf = role ? await one.csrf() : ""
      for (const { method, path, least } of accessTable) {
        if (path.startsWith("/log") || path.startsWith("/account/")) continue
        const asked = path.replace(/:\w+/, "event-1").replace("*", "console.css")
        const at = asked === "/api/terms" ? `${asked}?field=host.name` : asked
        const { status } = await (method === "GET" ? one.ask(at) : one.send(at, { csrf }))
        const isFree = least === "anyone"
        const isAllowed =
          isFree || (role !== undefined && roles.indexOf(role) >= roles.indexOf(least as Role))
        const refusal = role ? 403 : method === "GET" && !path.startsWith("/api/") ? 302 : 401
        const place = `${method} ${path} ${status}`
        if (isAllowed) expect([200, 201, 202, 303, 400, 404], place).toContain(status)
        else expect(status, place).toBe(refusal)
      }
    })
})

describe("forms", () => {
  test("each that changes something carries the session's proof", async () => {
    await using empty = await testWorld([])
    const one = await loggedIn("admin", appOf({ store: empty.store, demo: async () => {} }))
    let forms = 0
    for (const path of ["/", "/search", "/alerts", "/health", "/account", "/audit"]) {
      const page = await (await one.ask(path)).text()
      for (const [form] of page.matchAll(/<form method="post".*?<\/form>/gs)) {
        forms++
        expect(form, path).toMatch(/name="csrf" value="[\w-]{32}"/)
      }
    }
    expect(forms).toBeGreaterThan(7)
  })
  test("without it, with another's or a made up one nothing is done", async () => {
    let ran = 0
    const app = appOf({ demo: async () => void ran++ })
    const [one, two] = [await loggedIn("analyst", app), await loggedIn("admin", app)]
    for (const csrf of ["", "x", await two.csrf()]) {
      expect((await one.send("/demo", { csrf })).status).toBe(403)
      expect((await one.send("/api/demo", { csrf })).status).toBe(403)
    }
    expect(ran).toBe(0)
    expect((await one.send("/demo", { csrf: await one.csrf() })).status).toBe(303)
    const header = { "x-csrf-token": await one.csrf() }
    expect((await one.ask("/api/demo", { method: "POST", headers: header })).status).toBe(202)
    const foreign = { ...header, origin: "https://evil.example" }
    expect((await one.ask("/api/demo", { method: "POST", headers: foreign })).status).toBe(403)
    expect(ran).toBe(2)
  })
})

test("on loopback without users it stays open, and says so", async () => {
  await using fresh = await testWorld(story())
  const app = consoleApp(fresh)
  const page = await (await app.request("/", { headers: { host: "localhost" } })).text()
  expect(page).toContain("Open to all on this machine")
  const login = await app.request("/login", { headers: { host: "localhost" } })
  expect(login.headers.get("location")).toBe("/")
})
