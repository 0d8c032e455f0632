import { expect } from "bun:test"
import type { Browser, Page } from "playwright-core"
import { people, type Site } from "./analyst-world.ts"

/** Where an analyst sits. */
export interface Desk {
  readonly site: Site
  readonly browser: Browser
}

type Name = keyof typeof people
type Options = Parameters<Browser["newContext"]>[0]

/** Someone who has logged in, and what their browser complained of. */
export async function enter({ site, browser }: Desk, name: Name, options: Options = {}) {
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

export const lsass = "A tool writes the memory of LSASS to a file"
/** The first alert of the list that is called so. */
export const listed = (page: Page, title: string) =>
  page
    .getByRole("region", { name: "Alerts", exact: true })
    .getByRole("link", { name: title })
    .first()
export const alertOf = async (page: Page, title: string) => {
  await page.goto("/alerts")
  await listed(page, title).click()
  await page.waitForURL(/\/alert\//)
}

/** Presses Tab until what has the focus is called so, and Enter on it. */
export async function keyTo(page: Page, name: RegExp): Promise<void> {
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
