import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"
import { services } from "#shared/testing/services.ts"
import { openSubject } from "../store/opensearch/opensearch-subject.ts"
import { hostile, story, type TestWorld, testWorld, worldOver } from "./console-world.ts"
import { type Served, serveConsole } from "./serve.ts"

const executablePath = "/usr/bin/chromium"
const here = existsSync(executablePath)
if (!here && process.env.VEDETTE_REQUIRE_SERVICES === "1")
  throw new Error(`the console can't be tried in a browser: there is no ${executablePath}`)
if (!here) console.warn(`skipped: there is no ${executablePath}, so no browser opens the console`)

const running = here ? await services({ opensearch: true }) : { missing: "no browser" }
if ("missing" in running) console.warn(`skipped over OpenSearch: ${running.missing}`)

const worlds: Readonly<Record<string, (() => Promise<TestWorld>) | undefined>> = {
  local: here ? () => testWorld(story()) : undefined,
  opensearch: "missing" in running ? undefined : () => overOpensearch(running.opensearch!.node),
}

async function overOpensearch(node: string): Promise<TestWorld> {
  const subject = await openSubject(node)
  await subject.store.append(story(), false, AbortSignal.timeout(10_000))
  await subject.settled()
  return worldOver(subject.store, {}, () => subject[Symbol.asyncDispose]())
}

setDefaultTimeout(20_000)

let world: TestWorld | undefined
let served: Served | undefined
let browser: Browser
beforeAll(async () => {
  if (!here) return
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
  browser = await chromium.launch({ executablePath, args })
}, 30_000)
afterAll(() => browser?.close())

/** A page that notes what a person would find in its console: refused scripts, errors. */
async function open(path: string): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage()
  const complaints: string[] = []
  page.on("console", (line) => line.type() === "error" && complaints.push(line.text()))
  page.on("pageerror", (error) => complaints.push(String(error)))
  await page.goto(`http://127.0.0.1:${served!.port}${path}`, { waitUntil: "networkidle" })
  return { page, complaints }
}

const day = "from=2026-03-09T12:00Z&to=2026-03-10T12:00Z"

for (const [kind, open] of Object.entries(worlds))
  describe.skipIf(!open)(`over the store ${kind}`, () => {
    beforeAll(async () => {
      world = await open!()
      served = serveConsole(world)
    }, 30_000)
    afterAll(async () => {
      await served?.dispose()
      await world?.[Symbol.asyncDispose]()
    })
    walk()
    searching()
  })

/** What an analyst does, whatever the events rest in. */
function walk(): void {
  test("from the overview an analyst gets to an alert and its event", async () => {
    const { page, complaints } = await open(`/?${day}`)
    await page.locator(".chart canvas").waitFor()
    await page.getByRole("link", { name: /critical/ }).click()
    await page.getByRole("link", { name: /Odd name/ }).click()
    expect(await page.locator(".marked dt").allTextContents()).toEqual(["message", "user.name"])
    await page.getByRole("link", { name: "Open the event" }).click()
    expect(await page.locator("dd", { hasText: "web3" }).count()).toBe(1)
    expect(complaints).toEqual([])
    await page.close()
  })

  test("a search keeps its state in the address and pages on", async () => {
    const { page, complaints } = await open(`/search?${day}`)
    await page.getByRole("searchbox").fill("user.name:alice")
    await page.getByRole("button", { name: "Search" }).click()
    await page.waitForURL(/q=user.name%3Aalice/)
    expect(await page.locator(".total").textContent()).toStartWith("239 events")
    await page.getByRole("link", { name: "Next page" }).click()
    await page.waitForURL(/after=/)
    expect(await page.getByRole("searchbox").inputValue()).toBe("user.name:alice")
    expect(complaints).toEqual([])
    await page.close()
  })

  test("what a log says is never run", async () => {
    const q = encodeURIComponent(hostile)
    for (const path of [`/search?${day}`, `/search?q=${q}`, "/event/event-3", "/alert/alert-2"]) {
      const { page } = await open(path)
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
      expect(await page.evaluate("window.hacked")).toBeUndefined()
      expect(await page.locator("main img, main script").count()).toBe(0)
      await page.close()
    }
  })

  test("the policy stops an inline script that should slip through", async () => {
    const { page, complaints } = await open("/health")
    await page.evaluate(`{
    const script = document.createElement("script")
    script.textContent = "window.hacked = 1"
    document.body.append(script)
  }`)
    expect(await page.evaluate("window.hacked")).toBeUndefined()
    expect(complaints.join()).toContain("Content Security Policy")
    await page.close()
  })
}

/** What the scripts of the search page add. */
function searching(): void {
  test("a click on a value offers to filter, to exclude and to search for it alone", async () => {
    const { page, complaints } = await open(`/search?${day}&q=host.name:web1`)
    await page.locator("td > a.chip", { hasText: "root" }).first().click()
    expect(await page.getByRole("menuitem").allTextContents()).toEqual([
      ...["Filter", "Exclude", "Only this", "Page of the user", "Count its values", "Copy"],
    ])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.waitForURL(/NOT/)
    expect(await page.getByRole("searchbox").inputValue()).toBe(
      'host.name:web1 AND NOT user.name:"root"',
    )
    expect(await page.locator(".total").textContent()).toStartWith("60 events")
    expect(complaints).toEqual([])
    await page.close()
  })

  test("names of fields and their values are completed by keyboard", async () => {
    const { page, complaints } = await open(`/search?${day}`)
    await page.keyboard.press("/")
    const take = async (typed: string, option: string) => {
      await page.keyboard.type(typed)
      await page.getByRole("option", { name: option }).waitFor()
      await page.keyboard.press("ArrowDown")
      await page.keyboard.press("Enter")
    }
    await take("user.n", "user.name")
    await take("ro", "root")
    expect(await page.getByRole("searchbox").inputValue()).toBe("user.name:root ")
    await page.keyboard.press("Enter")
    await page.waitForURL(/q=user/)
    expect(await page.locator(".total").textContent()).toStartWith("60 events")
    expect(complaints).toEqual([])
    await page.close()
  })

  test("a row opens below itself, and a phone scrolls no page sideways", async () => {
    const { page } = await open(`/search?${day}`)
    await page.setViewportSize({ width: 390, height: 844 })
    const below = page.locator("tr.below").first()
    expect(await below.isVisible()).toBe(false)
    await page.locator("details.event > summary").first().click()
    expect(await below.isVisible()).toBe(true)
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390)
    await page.close()
  })
}
