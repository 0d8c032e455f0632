import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { join } from "node:path"
import type { Hono } from "hono"
import { digestOf, newToken } from "#shared/access/token.ts"
import { Secret } from "#shared/config/secret.ts"
import type { Event } from "#shared/ecs/event.ts"
import { openPasswords } from "../access/passwords.ts"
import { type Role, roles } from "../access/roles.ts"
import {
  changeUser,
  newRevision,
  openUsers,
  type User,
  type Users,
  writeUsers,
} from "../access/users.ts"
import type { EventsAnswer } from "./api.ts"
import { consoleApp } from "./app.ts"
import { hostile, story, type TestWorld, testWorld } from "./console-world.ts"
import { accessOf, accessTable, fits } from "./rules.ts"
import type { World } from "./world.ts"

const passwords: Record<Role, string> = {
  viewer: "seeing is believing",
  analyst: "what does it mean?",
  admin: "with great power comes",
}

const cheap = openPasswords({ memoryCost: 64 })

let world: TestWorld
let users: Users
let file = ""
let now = Date.parse("2026-03-10T12:00:00Z")
beforeAll(async () => {
  world = await testWorld(story())
  file = join(world.home, "users.json")
  const made = roles.map(
    async (role): Promise<User> => ({
      name: role,
      role,
      password: await cheap.hash(passwords[role]),
      revision: newRevision(),
      createdMs: 0,
      tokens: [],
    }),
  )
  writeUsers(file, await Promise.all(made))
  let tick = 0
  users = openUsers(file, () => (tick += 1000)) // looks at each question
})
afterAll(() => world[Symbol.asyncDispose]())

const appOf = (more: Partial<World> = {}) =>
  consoleApp({ ...world, users, passwords: cheap, now: () => now, ...more })

/** A browser: it keeps cookies and sends forms as its pages have them. */
function browser(app: Hono, peer = "10.0.0.9") {
  const jar = new Map<string, string>()
  const ask = async (path: string, init: RequestInit = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
    const headers = { host: "localhost", cookie, ...(init.headers as Record<string, string>) }
    const answer = await app.request(path, { ...init, headers }, { peer })
    for (const set of answer.headers.getSetCookie()) {
      const [name, value = ""] = set.split(";")[0]!.split("=") as [string, string?]
      if (value === "" || /max-age=0/i.test(set)) jar.delete(name)
      else jar.set(name, value)
    }
    return answer
  }
  const send = (path: string, fields: Record<string, string>, headers = {}) =>
    ask(path, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(fields).toString(),
    })
  const fieldOf = async (path: string, name: string) =>
    new RegExp(`name="${name}" value="([^"]*)"`).exec(await (await ask(path)).text())?.[1] ?? ""
  return {
    jar,
    ask,
    send,
    csrf: () => fieldOf("/account", "csrf"),
    async login(name: string, password: string) {
      return send("/login", { name, password, form: await fieldOf("/login", "form") })
    },
  }
}

async function loggedIn(role: Role, app = appOf()) {
  const one = browser(app)
  expect((await one.login(role, passwords[role])).status).toBe(303)
  return one
}

const auditOf = async () => {
  const scope = { streams: ["audit"] as const, query: { is: "all" } as const }
  return (await world.store.search(scope, 1000, undefined, AbortSignal.timeout(5000))).events
}
async function until(is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await is()) return
    await Bun.sleep(10)
  }
  throw new Error("it has not come")
}

async function noted(action: string, which: (event: Event) => boolean = () => true) {
  let found: Event[] = []
  await until(async () => {
    found = (await auditOf()).filter((event) => event["event.action"] === action && which(event))
    return found.length > 0
  })
  return found
}

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
        if (isAllowed) expect([200, 202, 303, 404], place).toContain(status)
        else expect(status, place).toBe(refusal)
      }
    })
})

describe("a login", () => {
  test("by name and password gives a cookie of which nothing can be made", async () => {
    const one = browser(appOf())
    const answer = await one.login("Analyst", passwords.analyst)
    const cookie = answer.headers.getSetCookie().find((set) => set.startsWith("vedette-session="))!
    expect(cookie).toMatch(/^vedette-session=[\w-]{43}; /)
    for (const part of ["HttpOnly", "SameSite=Strict", "Path=/"]) expect(cookie).toContain(part)
    expect((await one.ask("/api/events")).status).toBe(200)
    expect(await (await one.ask("/")).text()).toContain("analyst (analyst)")
  })
  test("is for TLS alone where there is TLS, also in front", async () => {
    const one = browser(appOf({ options: { ...world.options, behindTls: true } }))
    const answer = await one.login("admin", passwords.admin)
    const cookies = answer.headers.getSetCookie().filter((set) => !/max-age=0/i.test(set))
    expect(cookies).toHaveLength(2)
    for (const set of cookies) expect(set).toContain("Secure")
    expect(cookies[0]).toStartWith("__Host-vedette-session=")
    expect(answer.headers.get("strict-transport-security")).toContain("max-age=")
  })
  test("with a wrong password and one of nobody look the same", async () => {
    const strip = async (answer: Response) =>
      `${answer.status} ${(await answer.text()).replace(/value="[^"]*"/g, "")}`
    const one = browser(appOf())
    const wrong = await strip(await one.login("analyst", "wrong password here"))
    expect(wrong).toStartWith("401")
    expect(await strip(await one.login("nobody", "wrong password here"))).toBe(wrong)
    await until(async () => (await noted("login")).some((event) => !event["user.name"]))
    const failed = await noted("login")
    const reasons = failed.map((event) => [event["user.name"], event["event.reason"]])
    expect(reasons).toContainEqual(["analyst", "wrong"])
    expect(reasons).toContainEqual([undefined, "no such user"])
  })
  test("needs the form of this browser", async () => {
    const one = browser(appOf())
    await one.ask("/login")
    const fields = { name: "admin", password: passwords.admin }
    expect((await one.send("/login", { ...fields, form: "made up" })).status).toBe(403)
    expect((await one.send("/login", fields)).status).toBe(403)
  })
  test("is slowed down by address with 429 and Retry-After", async () => {
    const one = browser(appOf(), "203.0.113.7")
    for (let i = 0; i < 20; i++)
      expect((await one.login(`nobody${i}`, "x")).status, `${i}`).toBe(401)
    const late = await one.login("admin", passwords.admin)
    expect([late.status, Number(late.headers.get("retry-after")) > 0]).toEqual([429, true])
  }, 30_000)
})

describe("a session ends", () => {
  test("by logging out, here or everywhere", async () => {
    const app = appOf()
    const [one, two] = [await loggedIn("viewer", app), await loggedIn("viewer", app)]
    const kept = new Map(one.jar)
    expect((await one.send("/logout", { csrf: await one.csrf() })).status).toBe(303)
    for (const [name, value] of kept) one.jar.set(name, value) // who has copied the cookie
    expect((await one.ask("/api/events")).status).toBe(401)
    expect((await two.ask("/api/events")).status).toBe(200)
    await two.send("/logout/everywhere", { csrf: await two.csrf() })
    for (const [name, value] of kept) two.jar.set(name, value)
    expect((await two.ask("/api/events")).status).toBe(401)
  })
  test("when idle for long, and when it is old", async () => {
    const one = await loggedIn("viewer")
    const begun = now
    for (let hour = 0; hour < 11; hour++) {
      now += 59 * 60_000
      expect((await one.ask("/api/health")).status).toBe(200)
    }
    now = begun + 12 * 3_600_000
    expect((await one.ask("/api/health")).status).toBe(401)
    const idle = await loggedIn("viewer")
    now += 61 * 60_000
    expect((await idle.ask("/api/health")).status).toBe(401)
  })
  test("when the role changes, the password changes, or the user is removed", async () => {
    const app = appOf()
    for (const change of [
      (user: User) => ({ ...user, role: "admin" as const, revision: newRevision() }),
      (user: User) => ({ ...user, role: "viewer" as const, revision: newRevision() }),
    ]) {
      const one = await loggedIn("viewer", app)
      changeUser(file, "viewer", change)
      expect((await one.ask("/api/health")).status).toBe(401)
    }
    const one = await loggedIn("viewer", app)
    const two = await loggedIn("viewer", app)
    const wrong = { csrf: await one.csrf(), old: "not it at all", password: "another long one 1" }
    expect((await one.send("/account/password", wrong)).status).toBe(400)
    const right = { ...wrong, old: passwords.viewer }
    expect((await one.send("/account/password", { ...right, password: "short" })).status).toBe(400)
    expect((await one.send("/account/password", right)).status).toBe(303)
    expect((await two.ask("/api/health")).status).toBe(401)
    passwords.viewer = "another long one 1"
    await loggedIn("viewer", app)
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

describe("tokens", () => {
  test("of a user come in with the lesser role, until they end or are taken back", async () => {
    const token = newToken()
    const held = {
      id: "01234567",
      label: "ci",
      role: "admin" as const,
      hash: digestOf(token).toString("hex"),
      createdMs: now,
      endsMs: now + 10_000,
    }
    changeUser(file, "analyst", (user) => ({ ...user, tokens: [held] }))
    const app = appOf()
    const statusOf = async (path: string, method = "GET") => {
      const headers = { host: "localhost", authorization: `Bearer ${token}` }
      return (await app.request(path, { method, headers }, { peer: "10.0.0.9" })).status
    }
    expect(await statusOf("/api/events")).toBe(200)
    expect(await statusOf("/api/audit")).toBe(403)
    now += 10_000
    expect(await statusOf("/api/events")).toBe(401)
    changeUser(file, "analyst", (user) => ({ ...user, tokens: [] }))
  })
  test("of the configuration has its role, and wrong ones are limited by address", async () => {
    const options = { ...world.options, token: new Secret("t0ken"), tokenRole: "viewer" as const }
    const app = appOf({ options })
    const statusOf = async (token: string, path = "/api/events") => {
      const headers = { host: "localhost", authorization: `Bearer ${token}` }
      return (await app.request(path, { headers }, { peer: "10.0.0.9" })).status
    }
    expect([await statusOf("t0ken"), await statusOf("t0ken", "/api/audit")]).toEqual([200, 403])
    for (let i = 0; i < 60; i++) expect(await statusOf(`guess${i}`)).toBe(401)
    expect([await statusOf("guess"), await statusOf("t0ken")]).toEqual([429, 200])
  })
})

describe("the audit log", () => {
  test("has who asked for what, from where, and what was refused", async () => {
    const one = await loggedIn("analyst")
    await one.ask("/api/events?q=user.name%3Aalice")
    await one.ask("/event/event-3")
    await one.ask("/api/audit")
    const [search] = await noted("search", (event) => event["url.query"] !== undefined)
    expect(search).toMatchObject({
      "user.name": "analyst",
      "user.roles": ["analyst"],
      "source.ip": "10.0.0.9",
      "url.query": "q=user.name%3Aalice",
      "event.outcome": "success",
      "vedette.stream": "audit",
    })
    await noted("event-read", (event) => event["url.path"] === "/event/event-3")
    const [refused] = await noted("audit-read", (event) => event["user.name"] === "analyst")
    expect(refused).toMatchObject({ "event.outcome": "failure" })
  })
  test("is for admins: searched, and neither by id nor by search for others", async () => {
    const admin = await loggedIn("admin")
    const analyst = await loggedIn("analyst")
    const [login] = await noted("login")
    const id = login!["event.id"]!
    const answer = await admin.ask("/api/audit?q=event.action:login&size=1000")
    const found = (await answer.json()) as EventsAnswer
    expect(found.events.map((event) => event["event.id"])).toContain(id)
    expect(await (await admin.ask("/audit?from=0")).text()).toContain("login")
    expect((await admin.ask(`/api/events/${id}`)).status).toBe(200)
    for (const path of [`/api/events/${id}`, `/event/${id}`])
      expect((await analyst.ask(path)).status).toBe(404)
    const searched = await analyst.ask("/api/events?q=event.dataset:vedette.audit")
    expect(((await searched.json()) as EventsAnswer).total).toBe(0)
  })
  test("shows what an attacker sends as text, and holds no password", async () => {
    const app = appOf()
    const one = browser(app, "198.51.100.4")
    await one.login(hostile, "hunter2hunter2!")
    const headers = { host: "localhost", "user-agent": hostile }
    await app.request("/api/events", { headers }, { peer: "198.51.100.5" })
    await noted("refused")
    const admin = await loggedIn("admin", app)
    expect(await (await admin.ask("/audit?from=0")).text()).not.toContain("<script>window")
    const all = JSON.stringify(await auditOf())
    expect(all).not.toContain("hunter2")
    for (const password of Object.values(passwords)) expect(all).not.toContain(password)
    for (const value of admin.jar.values()) expect(all).not.toContain(value)
  })
  test("that can't be written lets nothing be changed and nobody log in; reading goes on", async () => {
    let ran = 0
    let isFull = false
    const audit: World["audit"] = {
      note: async () => {
        if (isFull) throw new Error("disk full")
      },
    }
    const one = await loggedIn("admin", appOf({ audit, demo: async () => void ran++ }))
    const csrf = await one.csrf()
    isFull = true
    expect((await one.send("/demo", { csrf })).status).toBe(503)
    expect((await one.login("admin", passwords.admin)).status).toBe(503)
    expect((await one.ask("/api/events")).status).toBe(200)
    expect(ran).toBe(0)
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
