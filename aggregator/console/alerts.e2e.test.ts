import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"
import { services } from "#shared/testing/services.ts"
import { openSubject } from "../store/opensearch/opensearch-subject.ts"
import { story, type TestWorld, testWorld, worldOver } from "./console-world.ts"
import { type Served, serveConsole } from "./serve.ts"

const executablePath = "/usr/bin/chromium"
const here = existsSync(executablePath)
if (!here) console.warn(`skipped: there is no ${executablePath}, so no browser opens the alerts`)
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
beforeAll(async () => {
  if (here) browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
}, 30_000)
afterAll(() => browser?.close())

for (const [kind, open] of Object.entries(worlds))
  describe.skipIf(!open)(`alerts over the store ${kind}`, () => {
    let world: TestWorld
    let served: Served
    beforeAll(async () => {
      world = await open!()
      served = serveConsole(world)
    }, 30_000)
    afterAll(async () => {
      await served?.dispose()
      await world?.[Symbol.asyncDispose]()
    })

    test("an alert is taken, talked about and closed, and found so: without script", async () => {
      const context = await browser.newContext({ javaScriptEnabled: false })
      const page = await context.newPage()
      const at = (path: string) => page.goto(`http://127.0.0.1:${served.port}${path}`)
      await at("/alert/alert-2")
      await page.getByLabel("Status").selectOption("closed")
      await page.getByLabel("Comment").fill("It was the backup.")
      await page.getByRole("button", { name: "Save" }).click()
      expect(await page.getByRole("alert").textContent()).toContain("needs a verdict")
      expect(await page.getByLabel("Comment").inputValue()).toBe("It was the backup.")
      await page.getByLabel("Verdict").selectOption("benign")
      await page.getByRole("button", { name: "Save" }).click()
      expect(await page.locator(".history .comment").textContent()).toBe("It was the backup.")
      await at("/alerts")
      await page.getByRole("link", { name: "closed 1" }).click()
      expect(await page.locator(".total").textContent()).toStartWith("1 alert")
      await page.getByRole("link", { name: "new 1" }).click()
      await page.getByRole("checkbox").first().check()
      await page.getByRole("combobox", { name: "Status" }).selectOption("in work")
      await page.getByRole("button", { name: "Change" }).click()
      expect(await page.getByRole("status").first().textContent()).toBe("1 alert was changed.")
      await at("/alert/alert-1")
      await page.getByRole("link", { name: "host web0" }).click()
      expect(await page.locator("main .total").textContent()).toStartWith("75 events")
      await context.close()
    })

    test("all of a page are ticked at once, and a change of all shows how it ended", async () => {
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on("pageerror", (error) => complaints.push(error.message))
      page.on("console", (said) => said.type() === "error" && complaints.push(said.text()))
      await page.goto(`http://127.0.0.1:${served.port}/alerts?from=2026-03-01`)
      for (const key of ["j", "x"]) await page.keyboard.press(key)
      await page.getByRole("button", { name: "Change 1" }).waitFor()
      await page.getByLabel("All alerts of this page").check()
      await page.getByRole("button", { name: "Change 2" }).waitFor()
      await page.getByLabel("All alerts of this page").uncheck()
      await page.getByLabel("Which").selectOption("all")
      await page.getByLabel("Comment").fill("Both were looked at.")
      await page.getByRole("button", { name: "Change" }).click()
      await page.getByText("2 changed").waitFor()
      await page.getByRole("link", { name: "Back to the list" }).click()
      expect(complaints).toEqual([])
      await page.close()
    })

    const isQuick = kind === "local" // what the store does with it is held by its own suite
    test.skipIf(!isQuick)(
      "a group of alerts leads to what it counts, and the overview brings no script of a log",
      async () => {
        const page = await browser.newPage()
        await page.goto(`http://127.0.0.1:${served.port}/alerts?from=2026-03-01&by=host`)
        await page.getByRole("link", { name: "web3" }).first().click()
        expect(await page.locator(".found-head .total").textContent()).toStartWith("1 alert")
        await page.goto(`http://127.0.0.1:${served.port}/?from=2026-03-01`)
        await page.getByText("What changed against").waitFor()
        expect(await page.locator("main img, main script").count()).toBe(0)
        await page.close()
      },
    )
  })
