import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test"
import { existsSync } from "node:fs"
import { type Browser, chromium, type Page } from "playwright-core"
import { story, type TestWorld, testWorld } from "./console-world.ts"
import { accessTable } from "./rules.ts"
import { guessed, openRulesWorld, type RulesWorld } from "./rules-world.ts"
import { type Served, serveConsole } from "./serve.ts"

const executablePath = "/usr/bin/chromium"
const here = existsSync(executablePath)
if (!here && process.env.VEDETTE_REQUIRE_SERVICES === "1")
  throw new Error(`the pages can't be tried in a browser: there is no ${executablePath}`)
if (!here) console.warn(`skipped: there is no ${executablePath}, so no browser opens the pages`)

const axe = await Bun.file(Bun.resolveSync("axe-core/axe.min.js", import.meta.dir)).text()
const scriptBytesMax = 150_000
const day = "from=2026-03-09T12:00Z&to=2026-03-10T12:00Z"

/** In the place of a route's parameters, and pages with something on them. */
const examples: Readonly<Record<string, readonly string[]>> = {
  "/": [`/?${day}`],
  "/search": [`/search?${day}`, `/search?${day}&q=(`, `/search?${day}&q=nothing-has-this`],
  "/alert/:id": ["/alert/alert-2"],
  "/event/:id": ["/event/event-3"],
  "/rule/:id": [`/rule/${guessed}`],
  "/rules/edit": ["/rules/edit", `/rules/edit?from=${guessed}`],
  "/entity/:kind": ["/entity/host?value=web1", "/entity/host?value=nobody"],
}
const routes = accessTable.filter(
  ({ method, path, audit }) =>
    method === "GET" && !/^\/(api|assets)\//.test(path) && audit !== "export",
)
const paths = [
  ...routes.flatMap(({ path }) => examples[path] ?? [path.replace(/:\w+/, "none")]),
  "/nowhere",
]

setDefaultTimeout(180_000)

let world: TestWorld
let rules: RulesWorld
let served: Served
let browser: Browser
beforeAll(async () => {
  if (!here) return
  world = await testWorld(story())
  rules = openRulesWorld(world.store, world.now)
  served = serveConsole({ ...world, ...rules })
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
}, 30_000)
afterAll(async () => {
  await browser?.close()
  await served?.dispose()
  rules?.[Symbol.dispose]()
  await world?.[Symbol.asyncDispose]()
})

/** Loaded, and what its scripts draw at once is drawn. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(at(path), { waitUntil: "load" })
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
}

const at = (path: string) => `http://127.0.0.1:${served.port}${path}`

/** Adds up what moves without being asked to. */
const watchShifts = `
  window.shift = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value
  }).observe({ type: "layout-shift", buffered: true })
`

interface Finding {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** What axe calls serious or worse, in words. */
async function findings(page: Page, look: "light" | "dark"): Promise<string[]> {
  await page.evaluate(axe) // by the debugger: the policy of the page lets nothing else in
  const only = look === "dark" ? "runOnly: ['color-contrast']" : "" // the rest is the same
  const found = await page.evaluate(`axe.run(document, { ${only} })`)
  const { violations } = found as { violations: readonly Finding[] }
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    )
}

describe.skipIf(!here)("every page", () => {
  for (const look of ["light", "dark"] as const)
    test(`has no serious finding of axe, ${look}`, async () => {
      const context = await browser.newContext({ colorScheme: look })
      const page = await context.newPage()
      const wrong: Record<string, string[]> = {}
      for (const path of paths) {
        await open(page, path)
        const found = await findings(page, look)
        if (found.length > 0) wrong[path] = found
      }
      expect(wrong).toEqual({})
      await context.close()
    })

  test("scrolls no phone sideways, loads at most so much script, and says no error", async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
    const page = await context.newPage()
    const complaints: string[] = []
    let scriptBytes = 0
    page.on("pageerror", (error) => complaints.push(String(error)))
    page.on("console", (line) => {
      if (/Content Security Policy|Refused/.test(line.text())) complaints.push(line.text())
    })
    page.on("response", async (answer) => {
      const isScript = answer.request().resourceType() === "script"
      if (isScript) scriptBytes += (await answer.body().catch(() => "")).length
    })
    const wrong: Record<string, unknown> = {}
    for (const path of paths) {
      scriptBytes = 0
      await open(page, path)
      const width = await page.evaluate("document.documentElement.scrollWidth")
      if (width !== 390) wrong[path] = { width }
      if (scriptBytes > scriptBytesMax) wrong[path] = { scriptBytes }
    }
    expect(wrong).toEqual({})
    expect(complaints).toEqual([])
    await context.close()
  })

  test("stands still while it loads", async () => {
    const page = await browser.newPage()
    await page.addInitScript(watchShifts)
    const wrong: Record<string, unknown> = {}
    for (const path of paths) {
      await open(page, path)
      const shift = Number(await page.evaluate("window.shift"))
      if (shift > 0.02) wrong[path] = shift
    }
    expect(wrong).toEqual({})
    await page.close()
  })

  test("of health brings the flow up to date without moving anything", async () => {
    let perSecond = 5
    const flow = async () => {
      const now = await world.flow!()
      perSecond *= 10
      return { ...now, sources: now.sources.map((one) => ({ ...one, perSecond })) }
    }
    const changing = serveConsole({ ...world, flow })
    const page = await browser.newPage()
    await page.clock.install()
    await page.addInitScript(watchShifts)
    await page.goto(`http://127.0.0.1:${changing.port}/health`, { waitUntil: "load" })
    await page.locator("svg.across").getByText("50/s").first().waitFor()
    await page.clock.fastForward(11_000)
    await page.locator("svg.across").getByText("500/s").first().waitFor()
    expect(Number(await page.evaluate("window.shift"))).toBe(0)
    await page.close()
    await changing.dispose()
  })

  test("has one heading of the first rank, a title of its own, and a language", async () => {
    for (const path of paths) {
      const text = await (await fetch(at(path))).text()
      expect([path, text.match(/<h1/g)?.length]).toEqual([path, 1])
      expect(text).toMatch(/<html lang="en"/)
      expect(text).toMatch(/<title>[^<]+ · Vedette<\/title>/)
    }
  })
})
