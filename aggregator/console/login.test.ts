import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { digestOf, newToken } from "#shared/access/token.ts"
import { Secret } from "#shared/config/secret.ts"
import { changeUser, newRevision, type User } from "../access/users.ts"
import {
  appOf,
  browser,
  closeSite,
  loggedIn,
  noted,
  openSite,
  passwords,
  site,
  until,
} from "./console-site.ts"

beforeAll(openSite)
afterAll(closeSite)

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
    const one = browser(appOf({ options: { ...site.world.options, behindTls: true } }))
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
  test.each([
    ["10.1.0.1", "203.0.113.9", "203.0.113.9"],
    ["10.1.0.1", "198.51.100.1, 203.0.113.9, 10.1.0.2", "203.0.113.9"],
    ["10.1.0.1", "nonsense", "10.1.0.1"],
    ["203.0.113.50", "198.51.100.1", "203.0.113.50"],
  ])("comes, by %s for %s, from %s: only a known proxy is believed", async (peer, hops, from) => {
    const notes: unknown[] = []
    const app = appOf({
      options: { ...site.world.options, proxies: ["10.1.0.0/16"] },
      audit: { note: async (deed) => void notes.push(deed) },
    })
    const headers = { host: "localhost", "x-forwarded-for": hops }
    await app.request("/api/events", { headers }, { peer })
    expect(notes).toMatchObject([{ action: "refused", from }])
  })
  test.each([
    ["multipart/form-data; boundary=x", "--x\r\nnonsense"],
    ["multipart/form-data", "nonsense"],
    ["application/x-www-form-urlencoded", "%ff%fe=%00&form"],
    ["application/json", "{"],
    ["application/x-www-form-urlencoded", "a=b&".repeat(30_000)],
  ])("by a body that is no form (%s) is refused without a fault", async (type, body) => {
    const one = browser(appOf())
    await one.ask("/login")
    const { status } = await one.ask("/login", {
      method: "POST",
      headers: { "content-type": type },
      body,
    })
    expect([400, 403, 413]).toContain(status)
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
    const begun = site.now
    for (let hour = 0; hour < 11; hour++) {
      site.now += 59 * 60_000
      expect((await one.ask("/api/health")).status).toBe(200)
    }
    site.now = begun + 12 * 3_600_000
    expect((await one.ask("/api/health")).status).toBe(401)
    const idle = await loggedIn("viewer")
    site.now += 61 * 60_000
    expect((await idle.ask("/api/health")).status).toBe(401)
  })
  test("when the role changes, the password changes, or the user is removed", async () => {
    const app = appOf()
    for (const change of [
      (user: User) => ({ ...user, role: "admin" as const, revision: newRevision() }),
      (user: User) => ({ ...user, role: "viewer" as const, revision: newRevision() }),
    ]) {
      const one = await loggedIn("viewer", app)
      changeUser(site.file, "viewer", change)
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

describe("tokens", () => {
  test("of a user come in with the lesser role, until they end or are taken back", async () => {
    const token = newToken()
    const held = {
      id: "01234567",
      label: "ci",
      role: "admin" as const,
      hash: digestOf(token).toString("hex"),
      createdMs: site.now,
      endsMs: site.now + 10_000,
    }
    changeUser(site.file, "analyst", (user) => ({ ...user, tokens: [held] }))
    const app = appOf()
    const statusOf = async (path: string, method = "GET") => {
      const headers = { host: "localhost", authorization: `Bearer ${token}` }
      return (await app.request(path, { method, headers }, { peer: "10.0.0.9" })).status
    }
    expect(await statusOf("/api/events")).toBe(200)
    expect(await statusOf("/api/audit")).toBe(403)
    site.now += 10_000
    expect(await statusOf("/api/events")).toBe(401)
    changeUser(site.file, "analyst", (user) => ({ ...user, tokens: [] }))
  })
  test("of the configuration has its role, and wrong ones are limited by address", async () => {
    const options = {
      ...site.world.options,
      token: new Secret("t0ken"),
      tokenRole: "viewer" as const,
    }
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
