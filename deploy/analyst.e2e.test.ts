import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"
import { storyRecords } from "../shared/scripts/story.ts"
import { until } from "../shared/testing/programs.ts"
import { services } from "../shared/testing/services.ts"
import { alertOf, type Desk, enter, keyTo, listed, lsass } from "./analyst-desk.ts"
import { hostileTexts, storeGone, storeHangs } from "./analyst-trouble.ts"
import { openSite, type Site } from "./analyst-world.ts"

/**
 * A day of an analyst, on both stores: VEDETTE_ANALYST_EVENTS mixed events (50,000 unless told) and the
 * recorded attack.
 */
const events = Number(process.env["VEDETTE_ANALYST_EVENTS"] ?? 50_000)
const executablePath = "/usr/bin/chromium"
const here = existsSync(executablePath)
if (!here && process.env["VEDETTE_REQUIRE_SERVICES"] === "1")
  throw new Error(`the analyst has no browser: there is no ${executablePath}`)
if (!here) console.warn(`skipped: there is no ${executablePath}, so no analyst is at work`)
const running = here ? await services({ opensearch: true }) : { missing: "no browser" }
if ("missing" in running) console.warn(`skipped over OpenSearch: ${running.missing}`)

const sites: Readonly<Record<string, (() => Promise<Site>) | undefined>> = {
  local: here ? () => openSite(events) : undefined,
  opensearch: "missing" in running ? undefined : () => openSite(events, running.opensearch!.node),
}

setDefaultTimeout(300_000)

let site: Site
let browser: Browser
const desk = (): Desk => ({ site, browser })
beforeAll(async () => {
  if (here) browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
}, 60_000)
afterAll(() => browser?.close())

for (const [kind, open] of Object.entries(sites))
  describe.skipIf(!open)(`over the store ${kind}`, () => {
    beforeAll(async () => {
      site = await open!()
    }, 1_000_000)
    afterAll(async () => {
      await site?.[Symbol.asyncDispose]()
    })
    aDay(kind)
    onlyKeys()
    onPhone()
    twoPeople()
    hostileTexts(desk)
    if (kind === "opensearch") {
      storeGone(desk)
      storeHangs(desk)
    }
  })

function aDay(kind: string): void {
  test("from the overview to the alert, its neighbours, the entity, a saved search, the verdict and the rule", async () => {
    const { page, context, complaints } = await enter(desk(), "ana")
    await page
      .getByRole("link", { name: /^critical/ })
      .first()
      .click()
    await listed(page, lsass).click()
    await page.waitForURL(/\/alert\//)
    expect(await page.locator("h1").textContent()).toBe(lsass)
    const alert = page.url()

    const line = page.getByRole("region", { name: "Time line" })
    await line.getByText("soffice.exe").first().waitFor()
    await page.getByRole("link", { name: "host WS-014.corp.example.org" }).click()
    expect(await page.locator("h1").textContent()).toContain("WS-014.corp.example.org")
    await page
      .locator("main .total")
      .getByRole("link", { name: /events/ })
      .click()
    await page.waitForURL(/\/search/)
    expect(await page.locator("#results .total").textContent()).toMatch(/^\d+ events/)

    await page.getByText("Save this search", { exact: true }).click()
    const name = `The host of the dump, ${kind}`
    const form = page
      .locator("form.save")
      .filter({ has: page.getByPlaceholder("Failed logins of admins") })
    await form.getByLabel("Name").fill(name)
    await form.getByRole("button", { name: "Save" }).click()
    await page.waitForURL(/saved=/)
    await page.locator("summary", { hasText: "Saved searches" }).click()
    await page.getByRole("link", { name }).click()
    expect(await page.getByRole("searchbox").inputValue()).toContain("WS-014")

    await page.goto(alert)
    await page.getByLabel("Status").selectOption("closed")
    await page.getByLabel("Verdict").selectOption("true positive")
    await page.getByLabel("Comment").fill("The machine is off the net.")
    await page.getByRole("button", { name: "Save" }).click()
    await page.locator(".history .comment").getByText("The machine is off the net.").waitFor()
    expect(await page.locator(".triage .status").first().textContent()).toBe(
      "closed: true positive",
    )

    await page.goto("/rules?q=lsass_dump_by_tool")
    await page.getByRole("link", { name: lsass }).first().click()
    const leave = page.locator("form").filter({ hasText: "Leave something out" })
    await leave.locator("textarea").fill("user.name: svc_support")
    await leave.getByLabel("Reason").fill("support dumps what hangs")
    await leave.getByRole("button", { name: "Add the filter" }).click()
    const changed = page.getByRole("region", { name: "What this site changes" })
    await changed.getByText("svc_support").first().waitFor()
    await changed.getByText("support dumps what hangs").waitFor()
    await changed.getByText("ana").first().waitFor()
    await until("the filter works", () => isLeftOut("svc_support", page), 300_000)
    expect(complaints).toEqual([])
    await context.close()
  })
}

let attempts = 0

/** Whether the same deed is found when mallory does it, and not when this user does. */
async function isLeftOut(user: string, page: Page): Promise<boolean> {
  const host = `pc-${++attempts}`
  const [dataset, dump] = [...storyRecords(Date.now())].flatMap(([dataset, records]) =>
    records.filter((text) => text.includes("MiniDump")).map((text) => [dataset, text] as const),
  )[0]!
  const by = (name: string) =>
    dump
      .replaceAll("WS-014.corp.example.org", host)
      .replaceAll("NT AUTHORITY\\\\SYSTEM", `CORP\\\\${name}`)
  const answer = await fetch(`${site.programs.intake}/intake${dataset && `/${dataset}`}`, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: [by(user), by("mallory")].join("\n"),
  })
  expect(answer.status).toBe(200)
  const alertsOf = async (name: string) => {
    const answer = await page.request.get(`/api/alerts?q=host.name:${host} AND user.name:${name}`)
    return ((await answer.json()) as { total: number }).total
  }
  await until("it is found", async () => (await alertsOf("mallory")) > 0)
  return (await alertsOf(user)) === 0
}

function onlyKeys(): void {
  test("the same by keyboard only, and what has the focus can be seen", async () => {
    const { page, context } = await enter(desk(), "ben")
    await keyTo(page, /Skip to content/)
    await page.keyboard.press("Enter")
    await keyTo(page, /^critical/)
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/alerts/)
    await keyTo(page, /SSH login after guessed passwords \/alert\//)
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/alert\//)
    await keyTo(page, /^Status/)
    await page.keyboard.type("in work")
    await keyTo(page, /^Comment/)
    await page.keyboard.type("Taken by keyboard.")
    await keyTo(page, /^Save/)
    await page.keyboard.press("Enter")
    await page.locator(".history .comment").getByText("Taken by keyboard.").waitFor()
    expect(await page.locator(".triage .status").first().textContent()).toBe("in work")
    await keyTo(page, /^host bastion/)
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/entity\//)
    await keyTo(page, /^Search .search/)
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/search/)
    await page.keyboard.press("/")
    await page.keyboard.type("host.name:bastion AND event.outcome:failure")
    await page.keyboard.press("Enter")
    await page.waitForURL(/q=host/)
    expect(await page.locator("#results .total").textContent()).toMatch(/^\d+ events/)
    await keyTo(page, /^Save this search/)
    await page.keyboard.press("Enter")
    await keyTo(page, /^Name/)
    await page.keyboard.type("Failures by keyboard")
    await keyTo(page, /^Save/)
    await page.keyboard.press("Enter")
    await page.waitForURL(/saved=/)
    await keyTo(page, /^Rules/)
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/rules/)
    await keyTo(page, /^SSH login after guessed passwords/)
    await page.keyboard.press("Enter")
    await page.waitForURL(/\/rule\//)
    await keyTo(page, /^Level/)
    await page.keyboard.type("high")
    await keyTo(page, /^Reason/)
    await page.keyboard.type("only the bastion can be reached")
    await keyTo(page, /^Set the level/)
    await page.keyboard.press("Enter")
    const changed = page.getByRole("region", { name: "What this site changes" })
    await changed.getByText("only the bastion can be reached").first().waitFor()
    await context.close()
  })
}

function onPhone(): void {
  test("on a phone all of it fits, and can be touched", async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    const { page, context, complaints } = await enter(desk(), "ana", phone)
    const fits = async () =>
      expect([page.url(), await page.evaluate("document.documentElement.scrollWidth")]).toEqual([
        page.url(),
        390,
      ])
    await fits()
    await page
      .getByRole("link", { name: /^critical/ })
      .first()
      .tap()
    await page.waitForURL(/\/alerts/)
    await fits()
    await listed(page, lsass).tap()
    await page.waitForURL(/\/alert\//)
    await fits()
    await page.getByLabel("Comment").fill("Seen from the train.")
    await page.getByRole("button", { name: "Save" }).tap()
    await page.locator(".history .comment").getByText("Seen from the train.").waitFor()
    await page.getByRole("navigation", { name: "Who is in it" }).getByRole("link").first().tap()
    await page.waitForURL(/\/entity\//)
    await fits()
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Health" }).tap()
    await page.locator("svg.down").waitFor()
    await fits()
    expect(complaints).toEqual([])
    await context.close()
  })
}

function twoPeople(): void {
  test("of two who change one alert the second is told, and loses nothing typed", async () => {
    const [ana, ben] = await Promise.all([enter(desk(), "ana"), enter(desk(), "ben")])
    const title = "PowerShell with an encoded command"
    await Promise.all([alertOf(ana.page, title), alertOf(ben.page, title)])
    await ana.page.getByLabel("Assignee").fill("ana")
    await ben.page.getByLabel("Assignee").fill("ben")
    await ben.page.getByLabel("Comment").fill("I have seen this one before.")
    await ana.page.getByRole("button", { name: "Save" }).click()
    await ana.page.getByText("assigned to ana").first().waitFor()
    await ben.page.getByRole("button", { name: "Save" }).click()
    expect(await ben.page.getByRole("alert").textContent()).toContain("ana has changed this alert")
    expect(await ben.page.getByLabel("Comment").inputValue()).toBe("I have seen this one before.")
    await ben.page.getByRole("button", { name: "Save" }).click()
    await ben.page.getByText("I have seen this one before.").first().waitFor()
    const history = await ben.page.locator(".history").textContent()
    expect(history).toContain("ana")
    expect(history).toContain("ben")
    await Promise.all([ana.context.close(), ben.context.close()])
  })
}
