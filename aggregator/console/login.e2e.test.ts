import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { newRevision, openUsers, type User, writeUsers } from "../access/users.ts"
import { story, type TestWorld, testWorld } from "./console-world.ts"
import { type Served, serveConsole } from "./serve.ts"

const executablePath = "/usr/bin/chromium"
const here = existsSync(executablePath)
if (!here) console.warn(`skipped: there is no ${executablePath}, so nobody logs in by a browser`)

setDefaultTimeout(30_000)

const password = "correct horse battery"
let world: TestWorld
let served: Served
let browser: Browser
let demos = 0

beforeAll(async () => {
  if (!here) return
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
  browser = await chromium.launch({ executablePath, args })
  world = await testWorld(story())
  const file = join(world.home, "users.json")
  const hash = await world.passwords.hash(password)
  const user = (name: string, role: User["role"]): User => ({
    name,
    role,
    password: hash,
    revision: newRevision(),
    createdMs: 0,
    tokens: [],
  })
  writeUsers(file, [user("ada", "admin"), user("vic", "viewer")])
  served = serveConsole({
    ...world,
    users: openUsers(file, Date.now),
    now: Date.now,
    demo: async () => void demos++,
  })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await served?.dispose()
  await world?.[Symbol.asyncDispose]()
})

const address = (path: string) => `http://127.0.0.1:${served.port}${path}`

async function login(name: string, given = password): Promise<[BrowserContext, Page]> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(address("/search"))
  expect(new URL(page.url()).pathname).toBe("/login")
  await page.getByLabel("Name").fill(name)
  await page.getByLabel("Password").fill(given)
  await page.getByRole("button", { name: "Log in" }).click()
  await page.waitForLoadState()
  return [context, page]
}

describe.skipIf(!here)("in a browser", () => {
  test("a wrong password is told, a right one opens, and logging out closes for good", async () => {
    const [wrong, told] = await login("ada", "not the password")
    expect(await told.getByRole("alert").textContent()).toContain("Name or password is wrong")
    await wrong.close()
    const [context, page] = await login("ada")
    expect(await page.locator(".visit").textContent()).toContain("ada (admin)")
    const cookies = await context.cookies()
    const session = cookies.find(({ name }) => name === "vedette-session")
    expect(session).toMatchObject({ httpOnly: true, sameSite: "Strict" })
    expect(await page.evaluate("document.cookie")).toBe("")
    await page.getByRole("button", { name: "Log out" }).click()
    await page.waitForURL("**/login")
    await context.addCookies([session!])
    await page.goto(address("/"))
    expect(new URL(page.url()).pathname).toBe("/login")
    await context.close()
  })
  test("an admin sees the audit log, a viewer neither its place nor its page", async () => {
    const [adas, ada] = await login("ada")
    await ada.getByRole("link", { name: "Audit" }).click()
    await ada.goto(address("/audit?from=0"))
    await ada.getByRole("cell", { name: "login" }).first().waitFor()
    const [vics, vic] = await login("vic")
    expect(await vic.getByRole("link", { name: "Audit" }).count()).toBe(0)
    const answer = await vic.goto(address("/audit"))
    expect(answer?.status()).toBe(403)
    await adas.close()
    await vics.close()
  })
  test("another site's page can neither send a form nor read in the name of who is in", async () => {
    const evil = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: () =>
        new Response(
          `<form method="post" action="${address("/demo")}"><button>free</button></form>
           <form method="post" action="${address("/logout")}"><button>out</button></form>
           <img src="${address("/event/event-1")}">`,
          { headers: { "content-type": "text/html" } },
        ),
    })
    const [context, page] = await login("ada")
    const other = await context.newPage()
    for (const button of ["free", "out"]) {
      await other.goto(`http://localhost:${evil.port}/`)
      const [answer] = await Promise.all([
        other.waitForResponse((response) => response.request().method() === "POST"),
        other.getByRole("button", { name: button }).click(),
      ])
      expect(answer.status()).toBe(403)
    }
    expect(demos).toBe(0)
    await other.goto(`http://localhost:${evil.port}/`)
    const read = await other.evaluate(
      `fetch("${address("/api/events")}", { credentials: "include" }).then(() => "read", () => "kept")`,
    )
    expect(read).toBe("kept")
    await page.goto(address("/"))
    expect(await page.locator(".visit").textContent()).toContain("ada")
    await context.close()
    await evil.stop(true)
  })
  test("a changed password ends the other logins", async () => {
    const [vics, vic] = await login("vic")
    const [others, other] = await login("vic")
    await vic.goto(address("/account"))
    await vic.getByLabel("Old password").fill(password)
    await vic.getByLabel("New password").fill("quite another phrase")
    await vic.getByRole("button", { name: "Change it" }).click()
    await vic.waitForURL("**/login")
    await other.goto(address("/"))
    expect(new URL(other.url()).pathname).toBe("/login")
    await vics.close()
    await others.close()
    const [again, page] = await login("vic", "quite another phrase")
    expect(await page.locator(".visit").textContent()).toContain("vic (viewer)")
    await again.close()
  })
})
