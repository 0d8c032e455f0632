import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"
import { services } from "#shared/testing/services.ts"
import { openSubject } from "../store/opensearch/opensearch-subject.ts"
import { hostile, story, type TestWorld, testWorld, worldOver } from "./console-world.ts"
import { type Served, serveConsole } from "./serve.ts"

const executablePath = "/usr/bin/chromium"
const here = existsSync(executablePath)
if (!here) console.warn(`skipped: there is no ${executablePath}, so no browser opens the rules`)
const running = here ? await services({ opensearch: true }) : { missing: "no browser" }
if ("missing" in running) console.warn(`skipped over OpenSearch: ${running.missing}`)

const worlds: Readonly<Record<string, (() => Promise<TestWorld>) | undefined>> = {
  local: here ? () => testWorld(story()) : undefined,
  opensearch: "missing" in running ? undefined : () => overOpensearch(running.opensearch!.node),
}

async function overOpensearch(node: string): Promise<TestWorld> {
  const subject = await openSubject(node)
  await subject.store.append(story(), false, AbortSignal.timeout(20_000))
  await subject.settled()
  return worldOver(subject.store, {}, () => subject[Symbol.asyncDispose]())
}

setDefaultTimeout(60_000)

let browser: Browser
let world: TestWorld
let served: Served
beforeAll(async () => {
  if (here) browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
}, 30_000)
afterAll(() => browser?.close())

for (const [kind, open] of Object.entries(worlds))
  describe.skipIf(!open)(`rules over the store ${kind}`, () => {
    beforeAll(async () => {
      world = await open!()
      served = serveConsole(world)
    }, 30_000)
    afterAll(async () => {
      await served?.dispose()
      await world?.[Symbol.asyncDispose]()
    })

    changing()
    writing(kind)
    looking()
  })

const visit = async (options: object = {}) => {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on("console", (line) => line.type() === "error" && complaints.push(line.text()))
  page.on("pageerror", (error) => complaints.push(String(error)))
  return {
    page,
    complaints,
    at: (path: string) => page.goto(`http://127.0.0.1:${served.port}${path}`),
  }
}

function changing(): void {
  test("a rule is filtered, switched off and on again: without script", async () => {
    const { page, at } = await visit({ javaScriptEnabled: false })
    await at("/rules?q=guessing")
    await page.getByRole("link", { name: "SSH guessing that succeeded" }).click()
    const filter = page.locator("form", { hasText: "Leave something out" })
    await filter.getByLabel("Events with all of this").fill("user.name: backup")
    await filter.getByLabel("Reason").fill("a job of ours")
    await filter.getByRole("button", { name: "Add the filter" }).click()
    await page.getByText("a job of ours").waitFor()
    const off = page.locator("form", { hasText: "Switch off" })
    await off.getByLabel("Reason").fill("too loud")
    await off.getByRole("button", { name: "Switch it off" }).click()
    expect(await page.locator(".rule-state").first().textContent()).toBe("switched off")
    await page.getByRole("button", { name: "Switch it on" }).click()
    expect(await page.locator(".rule-state").first().textContent()).toBe("in force")
    await page.getByRole("button", { name: "Take back" }).click()
    expect(await page.locator("#changes ~ .none").textContent()).toStartWith("Nothing")
    await page.context().close()
  })
}

function writing(kind: string): void {
  test("a rule is written with the keyboard alone, tried on the store and saved", async () => {
    const { page, complaints, at } = await visit()
    await at("/rules")
    await page.getByRole("link", { name: "New rule" }).focus()
    await page.keyboard.press("Enter")
    const text = page.getByLabel("Rule, in Sigma's language")
    await text.focus()
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.insertText(written(kind))
    await page.getByRole("button", { name: "Try it" }).focus()
    await page.keyboard.press("Enter")
    await page.getByText("of 300 events match").waitFor()
    expect(await page.getByRole("status").first().textContent()).toStartWith("20 of 300")
    expect(await text.inputValue()).toBe(written(kind))
    await page.getByLabel("Reason").focus()
    await page.keyboard.insertText("asked by audit")
    await page.getByRole("button", { name: "Save it" }).focus()
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/rule\/own-/)
    expect(await page.locator("h1").textContent()).toBe("Root logs in")
    expect(complaints).toEqual([])
    await page.context().close()
  })
}

function looking(): void {
  test("hostile text in a rule is shown and never run", async () => {
    const { page, complaints, at } = await visit()
    await at("/rules/edit")
    await page.getByLabel("Rule, in Sigma's language").fill(`title: '</textarea>${hostile}`)
    await page.getByRole("button", { name: "Try it" }).click()
    await page.getByRole("alert").first().waitFor()
    expect(await page.evaluate("window.hacked")).toBeUndefined()
    expect(await page.locator("main img, main script").count()).toBe(0)
    expect(complaints).toEqual([])
    await page.context().close()
  })

  test("what a person sets is obeyed; at phone width nothing sticks out", async () => {
    const { page, complaints, at } = await visit({ viewport: { width: 390, height: 844 } })
    await at("/settings")
    await page.getByLabel("Time zone").fill("Asia/Kathmandu")
    await page.getByLabel("dark").check()
    await page.getByRole("button", { name: "Save" }).click()
    await page.getByText("Saved.").waitFor()
    await at("/event/event-0")
    expect(await page.locator("time").first().textContent()).toBe("2026-03-10 17:44:59.000+05:45")
    expect(await page.evaluate("getComputedStyle(document.documentElement).colorScheme")).toBe(
      "dark",
    )
    const guessed = "/rule/5af54681-df95-4c26-854f-2565e13cfab0"
    for (const path of ["/rules", guessed, "/rules/edit", "/settings", "/rules?state=refused"]) {
      await at(path)
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBe(390)
    }
    expect(complaints).toEqual([])
    await page.context().close()
  })
}

const written = (kind: string) => `title: Root logs in
id: own-${kind}
logsource: { product: linux }
detection:
  selection: { user.name: root }
  condition: selection
`
