import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import type { EventsAnswer } from "./api.ts"
import {
  appOf,
  auditOf,
  browser,
  closeSite,
  loggedIn,
  noted,
  openSite,
  passwords,
} from "./console-site.ts"
import { hostile } from "./console-world.ts"
import type { World } from "./world.ts"

beforeAll(openSite)
afterAll(closeSite)

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
  test("is not filled by who floods the login or asks without a token", async () => {
    const notes: unknown[] = []
    const app = appOf({ audit: { note: async (deed) => void notes.push(deed) } })
    const one = browser(app, "192.0.2.66")
    for (let i = 0; i < 60; i++) await one.login(`flood${i}`, "x")
    expect(notes.length).toBe(21)
    for (let i = 0; i < 60; i++)
      await app.request("/api/events", { headers: { host: "localhost" } })
    expect(notes.length).toBe(26)
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
