import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"
import type { Event } from "#shared/ecs/event.ts"
import type { Store } from "../store/types.ts"
import { noon, story, type TestWorld, testWorld } from "./console-world.ts"
import { type Served, serveConsole } from "./serve.ts"

const executablePath = "/usr/bin/chromium"
const here = existsSync(executablePath)
if (!here) console.warn(`skipped: there is no ${executablePath}, so no browser searches`)

setDefaultTimeout(30_000)

let world: TestWorld
let served: Served
let browser: Browser
/** What the console's clock says, and whether its store answers. */
const site = { now: noon, isGone: false }

beforeAll(async () => {
  if (!here) return
  world = await testWorld(story())
  const store = new Proxy(world.store, {
    get: (target, name: keyof Store) =>
      site.isGone && name === "search"
        ? () => Promise.reject(new Error("gone"))
        : Reflect.get(target, name),
  })
  served = serveConsole({ ...world, store, now: () => site.now })
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
  browser = await chromium.launch({ executablePath, args })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await served?.dispose()
  await world?.[Symbol.asyncDispose]()
})

async function open(path: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on("pageerror", (error) => complaints.push(String(error)))
  page.on("console", (line) => line.type() === "error" && complaints.push(line.text()))
  await page.goto(`http://127.0.0.1:${served.port}${path}`)
  return { page, complaints }
}

let made = 0
async function arrive(count: number): Promise<void> {
  const events = Array.from({ length: count }, () => ({
    ...story()[0]!,
    "event.id": `new-${++made}`,
    "@timestamp": new Date(site.now - 1_000 + made).toISOString(),
    message: `arrived ${made}`,
  }))
  await world.store.append(events as Event[], false, AbortSignal.timeout(10_000))
}

const rows = (page: Page) => page.locator(".matches tbody > tr:not(.below)")
const first = (page: Page) => rows(page).first().locator("details.event > summary")

describe.skipIf(!here)("live tail", () => {
  test("what arrives stands above, and a row that is read stays where it is", async () => {
    const { page, complaints } = await open("/search?live=1&from=now-24h")
    await arrive(1)
    await first(page)
      .filter({ hasText: `arrived ${made}` })
      .waitFor()
    await first(page).click() // is read now
    const place = await first(page).boundingBox()
    await arrive(2)
    await page.getByRole("button", { name: "Show 2 new" }).waitFor()
    expect(await first(page).textContent()).toContain(`arrived ${made - 2}`)
    expect(await first(page).boundingBox()).toEqual(place)
    await page.getByRole("button", { name: "Show 2 new" }).click()
    await first(page)
      .filter({ hasText: `arrived ${made}` })
      .waitFor()
    expect(await page.locator("details.event[open]").count()).toBe(1) // still open, further down
    expect(complaints).toEqual([])
    await page.close()
  })

  test("it is held and let go on by its button and by a key", async () => {
    const { page } = await open("/search?live=1&from=now-24h")
    await page.getByRole("button", { name: "Pause" }).click()
    await page.locator(".tail[data-state=paused]").waitFor()
    await arrive(1)
    const asked: string[] = []
    page.on("request", (request) => asked.push(request.url()))
    await page.waitForTimeout(2_500) // longer than the tail waits between two looks
    expect(asked).toEqual([])
    await page.keyboard.press("p")
    await page.locator(".tail[data-state=live]").waitFor()
    await first(page)
      .filter({ hasText: `arrived ${made}` })
      .waitFor()
    await page.close()
  })

  test("however much arrives, the page holds at most 500 rows, and says what it skips", async () => {
    const { page } = await open("/search?live=1&from=now-24h&q=arrived")
    for (let at = 0; at < 3; at++) {
      await arrive(60)
      await first(page)
        .filter({ hasText: `arrived ${made}` })
        .waitFor()
    }
    expect(await page.locator(".tail .rate").textContent()).toContain("events/s")
    expect(await rows(page).count()).toBeLessThanOrEqual(500)
    expect(await page.locator(".chart canvas").count()).toBe(1)
    await page.close()
  })

  test("of a store that is gone it says so, keeps its rows, and goes on when it is back", async () => {
    const { page } = await open("/search?live=1&from=now-24h")
    const known = await rows(page).count()
    site.isGone = true
    await page.locator(".tail[data-state=lost]").waitFor()
    expect(await rows(page).count()).toBe(known)
    site.isGone = false
    await page.locator(".tail[data-state=live]").waitFor()
    await page.close()
  })
})

describe.skipIf(!here)("keys", () => {
  test("rows are walked, opened and closed without a mouse", async () => {
    const { page, complaints } = await open("/search?from=now-24h")
    await page.keyboard.press("j")
    await page.keyboard.press("j")
    expect(await page.evaluate("document.querySelectorAll('tr.at').length")).toBe(1)
    await page.keyboard.press("Enter")
    const below = page.locator(".matches tr.below").nth(1)
    expect(await below.isVisible()).toBe(true)
    await page.keyboard.press("Escape")
    expect(await below.isVisible()).toBe(false)
    await page.keyboard.press("k")
    await page.keyboard.press("Enter")
    expect(await page.locator(".matches tr.below").nth(0).isVisible()).toBe(true)
    await page.keyboard.press("/")
    await page.keyboard.type("jk?")
    expect(await page.getByRole("searchbox").inputValue()).toBe("jk?")
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    expect(await page.getByRole("dialog").textContent()).toContain("to the next row")
    await page.keyboard.press("Escape")
    expect(await page.getByRole("dialog").count()).toBe(0)
    expect(complaints).toEqual([])
    await page.close()
  })
})

describe.skipIf(!here)("values and saved searches", () => {
  test("a value leads to the page of whom it names, and to the count of its field", async () => {
    const { page } = await open("/search?from=now-24h&q=host.name%3Aweb1")
    await page.locator("td > a.chip", { hasText: "web1" }).first().click()
    await page.getByRole("menuitem", { name: "Page of the host" }).click()
    await page.waitForURL(/\/entity\/host\?value=web1/)
    await page.goBack()
    await page.locator("td > a.chip", { hasText: "system.auth" }).first().click()
    expect(await page.getByRole("menuitem", { name: /Page of/ }).count()).toBe(0)
    await page.getByRole("menuitem", { name: "Count its values" }).click()
    await page.getByRole("region", { name: "Top values of event.dataset" }).waitFor()
    await page.close()
  })

  test("a search is saved with a name, found again, renamed and removed", async () => {
    const { page, complaints } = await open("/search?q=user.name%3Aroot&from=now-7d")
    await page.getByText("Save this search", { exact: true }).click()
    await page.getByLabel("Name").fill("Root, a week")
    await page.getByRole("button", { name: "Save", exact: true }).click()
    await page.goto(`http://127.0.0.1:${served.port}/search`)
    await page.getByText("Saved searches").click()
    await page.getByRole("link", { name: "Root, a week" }).click()
    await page.waitForURL(/q=user\.name%3Aroot&from=now-7d/)
    await page.getByText("Saved searches").click()
    await page.getByLabel(/^Change Root/).click()
    await page.locator(".kept .edit input[name=name]").fill("Root")
    await page.getByRole("button", { name: "Change", exact: true }).click()
    await page.getByText("Saved searches").click()
    expect(await page.getByRole("link", { name: "Root", exact: true }).count()).toBe(1)
    await page.getByLabel(/^Change Root/).click()
    await page.getByRole("button", { name: "Remove" }).click()
    await page.getByText("Saved searches").click()
    await page.getByText("None yet").waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })
})
