import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync } from "node:fs"
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core"
import { until } from "../shared/testing/programs.ts"
import { services } from "../shared/testing/services.ts"
import { openSite, people, type Site } from "./analyst-world.ts"

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

setDefaultTimeout(120_000)

let site: Site
let browser: Browser
beforeAll(async () => {
  if (here) browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] })
}, 60_000)
afterAll(() => browser?.close())

type Name = keyof typeof people
type Options = Parameters<Browser["newContext"]>[0]

/** Someone who has logged in, and what their browser complained of. */
async function enter(name: Name, options: Options = {}) {
  const context = await browser.newContext({ baseURL: site.console, ...options })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on("pageerror", (error) => complaints.push(String(error)))
  page.on("console", (line) => {
    if (/Content Security Policy|Refused/.test(line.text())) complaints.push(line.text())
  })
  await page.goto("/login")
  await page.getByLabel("Name").fill(name)
  await page.getByLabel("Password").fill(people[name])
  await page.getByRole("button", { name: "Log in", exact: true }).click()
  await page.waitForURL((url) => url.pathname === "/")
  return { context, page, complaints }
}

const lsass = "A tool writes the memory of LSASS to a file"
/** The first alert of the list that is called so. */
const listed = (page: Page, title: string) =>
  page
    .getByRole("region", { name: "Alerts", exact: true })
    .getByRole("link", { name: title })
    .first()
const alertOf = async (page: Page, title: string) => {
  await page.goto("/alerts")
  await listed(page, title).click()
  await page.waitForURL(/\/alert\//)
}

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
    hostileTexts()
    if (kind === "opensearch") storeGone()
  })

function aDay(kind: string): void {
  test("from the overview to the alert, its neighbours, the entity, a saved search, the verdict and the rule", async () => {
    const { page, context, complaints } = await enter("ana")
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
    await until("the rule is in force with it", async () => {
      await page.goto("/rules?q=lsass_dump_by_tool")
      return (await page.getByText("in force").count()) > 0
    })
    expect(complaints).toEqual([])
    await context.close()
  })
}

/** Presses Tab until what has the focus is called so, and Enter on it. */
async function keyTo(page: Page, name: RegExp): Promise<void> {
  const named = `(() => {
    const at = document.activeElement
    const label = at?.labels?.[0]?.textContent ?? ""
    return [at?.getAttribute("aria-label"), label, at?.textContent, at?.getAttribute("href")].join(" ").trim().slice(0, 300)
  })()`
  for (let presses = 0; presses < 400; presses++) {
    await page.keyboard.press("Tab")
    if (name.test(String(await page.evaluate(named)))) {
      const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
      expect([name.source, outline]).not.toEqual([name.source, "none"])
      return
    }
  }
  throw new Error(`no Tab leads to ${name}`)
}

function onlyKeys(): void {
  test("the same by keyboard only, and what has the focus can be seen", async () => {
    const { page, context } = await enter("ben")
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
    await page.goto("/search")
    await page.keyboard.press("/")
    await page.keyboard.type("host.name:bastion AND event.outcome:failure")
    await page.keyboard.press("Enter")
    await page.waitForURL(/q=host/)
    expect(await page.locator("#results .total").textContent()).toMatch(/^\d+ events/)
    await context.close()
  })
}

function onPhone(): void {
  test("on a phone all of it fits, and can be touched", async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    const { page, context, complaints } = await enter("ana", phone)
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
    await page.getByRole("link", { name: "host WS-014.corp.example.org" }).tap()
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
    const [ana, ben] = await Promise.all([enter("ana"), enter("ben")])
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

const markup = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`

function hostileTexts(): void {
  test("hostile texts are shown as they are, and do nothing", async () => {
    const before = await site.stored()
    const mark = `hostile${Date.now()}`
    const records = [
      { message: `${mark} ${markup}`, "user.name": markup },
      { message: `${mark} \u202egpj.exe\u0000 end`, "user.name": "a\u0000b" },
      { message: `${mark} long`, vendor: { long: "x".repeat(1_000_000) } },
      {
        message: `${mark} wide`,
        vendor: Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`field_${at}`, at])),
      },
    ]
    const answer = await fetch(`${site.programs.intake}/intake`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: records.map((one) => JSON.stringify(one)).join("\n"),
    })
    expect(answer.status).toBe(200)
    await until("they are stored", async () => (await site.stored()) >= before + records.length)
    const { page, context, complaints } = await enter("ana")
    await until("they are found", async () => {
      await page.goto(`/search?q=${mark}`)
      return (await page.locator("#results .total").textContent())?.startsWith("4 events")
    })
    await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    const rows = (await page.locator("#results").textContent()) ?? ""
    expect(rows).toContain(markup)
    expect(rows).toContain("U+202E")
    for (const link of await page.locator("#results td.time a").all())
      await opensHarmlessly(context, (await link.getAttribute("href"))!)
    expect(await page.evaluate("window.hacked")).toBeUndefined()
    expect(complaints).toEqual([])
    await context.close()
  })
}

async function opensHarmlessly(context: BrowserContext, path: string): Promise<void> {
  const page = await context.newPage()
  const answer = await page.goto(path)
  expect(answer?.status()).toBe(200)
  await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
  expect(await page.evaluate("window.hacked")).toBeUndefined()
  expect(await page.locator("main img, main script").count()).toBe(0)
  await page.close()
}

function storeGone(): void {
  test("a store that is gone is told of, and nothing typed is lost", async () => {
    const { page, context } = await enter("ana")
    await alertOf(page, "A process opens the memory of LSASS")
    await page.getByLabel("Comment").fill("Typed while the store went away.")
    await site.link!.cut()
    await page.getByRole("button", { name: "Save" }).click()
    expect(await page.getByRole("alert").textContent()).toContain("does not answer")
    expect(await page.locator("textarea, input[name=comment]").first().inputValue()).toBe(
      "Typed while the store went away.",
    )
    const other = await context.newPage()
    await other.goto("/search?q=user.name:root")
    expect(await other.locator("main").textContent()).toMatch(/does not answer|took too long/)
    await other.goto("/health")
    expect(await other.locator("#now").textContent()).toContain("does not answer")
    await site.link!.restore()
    await until("it can be saved again", async () => {
      const again = page.getByRole("button", { name: /Send it again|Save/ })
      await again.click()
      return (await page.locator(".history .comment").getByText("Typed while").count()) > 0
    })
    await context.close()
  })
}
