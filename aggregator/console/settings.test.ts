import { afterAll, beforeAll, describe, expect, test } from "bun:test"
import { appOf, browser, closeSite, loggedIn, openSite, site } from "./console-site.ts"
import { settingsIn, usualSettings } from "./settings.ts"

beforeAll(openSite)
afterAll(closeSite)

const wanted = { zone: "Europe/Paris", theme: "dark", density: "compact", columns: "message, x.y" }
type Browser = ReturnType<typeof browser>
const text = async (one: Browser, path: string) => (await one.ask(path)).text()
const save = async (one: Browser, given: Record<string, string>) =>
  one.send("/settings", { ...given, csrf: await one.csrf() })

describe("the settings of a person", () => {
  test("are obeyed by every page, in each browser, and are the person's alone", async () => {
    const app = appOf()
    const one = await loggedIn("analyst", app)
    expect((await save(one, wanted)).status).toBe(303)
    const elsewhere = await loggedIn("analyst", appOf()) // another program over the same store
    for (const ann of [one, elsewhere]) {
      const page = await text(ann, "/event/event-0")
      expect(page).toContain('data-theme="dark" data-density="compact" data-zone="Europe/Paris"')
      expect(page).toContain("2026-03-10 12:59:59.000")
      expect(page).toContain("+01:00")
      expect(page).toContain('title="2026-03-10T11:59:59.000Z"')
    }
    expect(await text(await loggedIn("viewer", app), "/event/event-0")).toContain(
      '<time datetime="2026-03-10T11:59:59.000Z">2026-03-10 11:59:59.000</time>',
    )
  })

  test("name the columns of a search that names none", async () => {
    const one = await loggedIn("analyst")
    await save(one, wanted)
    const page = await text(one, "/search?from=2026-03-10T11:00Z&to=2026-03-10T12:00Z")
    expect(page).toMatch(/Time \(Europe\/Paris\).*x\.y/s)
  })

  test("complete a time that is typed without a zone, so that its link says the same to all", async () => {
    const one = await loggedIn("analyst")
    await save(one, wanted)
    const answer = await one.ask("/search?q=a&from=2026-03-10T12:00&to=now")
    const place = answer.headers.get("location")!
    expect([answer.status, place.startsWith("?")]).toEqual([302, true])
    expect(new URLSearchParams(place).get("from")).toBe("2026-03-10T12:00+01:00")
    expect((await one.ask("/api/events?from=2026-03-10T12:00")).status).toBe(200)
    expect(
      (await one.ask(`//evil.example/?from=2026-03-10`)).headers.get("location") ?? "?",
    ).toStartWith("?")
  })

  test("are refused where there is no such zone, and what was typed stays", async () => {
    const one = await loggedIn("viewer")
    const answer = await save(one, { ...wanted, zone: "Mars/Olympus" })
    const page = await answer.text()
    expect([answer.status, page.includes("no time zone Mars/Olympus")]).toEqual([400, true])
    expect(page).toContain('value="message, x.y"')
    expect(await text(one, "/")).toContain('data-theme="system"')
  })

  test("are kept in the browser where nobody logs in", async () => {
    const app = appOf({ users: { ...site.users, isAsked: () => false } })
    const one = browser(app)
    await one.send("/settings", wanted)
    expect(await text(one, "/")).toContain('data-zone="Europe/Paris"')
    expect(await text(browser(app), "/")).toContain('data-zone="UTC"')
  })

  test("are as usual where the store does not tell them", async () => {
    const { store } = site.world
    const documents: typeof store.documents = (kind, ids) =>
      kind === "settings" ? Promise.reject(new Error("gone")) : store.documents(kind, ids)
    const one = await loggedIn("analyst", appOf({ store: { ...store, documents } }))
    expect(await text(one, "/event/event-0")).toContain('data-zone="UTC"')
  })

  test.each([undefined, null, 7, [[]], "x", { zone: 7, columns: {} }, { zone: "x".repeat(9999) }])(
    "what was kept and makes no sense is as usual: %j",
    (given) => expect(settingsIn(given)).toEqual(usualSettings),
  )
})
