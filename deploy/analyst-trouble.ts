import { expect, test } from "bun:test"
import type { BrowserContext } from "playwright-core"
import { until } from "../shared/testing/programs.ts"
import { alertOf, type Desk, enter } from "./analyst-desk.ts"

const markup = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`

export function hostileTexts(desk: () => Desk): void {
  test("hostile texts are shown as they are, and do nothing", async () => {
    const { site } = desk()
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
    const big = `{"message": "${mark} big", "vendor": {"big": 9007199254740993}}`
    const answer = await fetch(`${site.programs.intake}/intake`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: [...records.map((one) => JSON.stringify(one)), big].join("\n"),
    })
    expect(answer.status).toBe(200)
    await until("they are stored", async () => (await site.stored()) > before + records.length)
    const { page, context, complaints } = await enter(desk(), "ana")
    await until("they are found", async () => {
      await page.goto(`/search?q=${mark}`)
      return (await page.locator("#results .total").textContent())?.startsWith("5 events")
    })
    await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    const rows = (await page.locator("#results").textContent()) ?? ""
    expect(rows).toContain(markup)
    expect(rows).toContain("U+202E")
    expect(rows).toContain("9007199254740993") // a double would end in 2
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

export function storeGone(desk: () => Desk): void {
  test("a store that is gone is told of, and nothing typed is lost", async () => {
    const { site } = desk()
    const { page, context } = await enter(desk(), "ana")
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

export function storeHangs(desk: () => Desk): void {
  test("a store that hangs is told of, the query stays, and other pages are there", async () => {
    const { site } = desk()
    const { page, context } = await enter(desk(), "ben")
    const other = await context.newPage()
    site.link!.mutesNew = true
    site.link!.mute()
    const q = "user.name:root AND NOT host.name:bastion"
    const asked = page.goto(`/search?q=${encodeURIComponent(q)}`, { timeout: 240_000 })
    await other.goto("/health", { timeout: 240_000 })
    expect(await other.locator("#now").textContent()).toContain("does not answer")
    expect(await other.locator("svg.across").count()).toBe(1)
    await asked
    expect(await page.locator("main").textContent()).toMatch(/does not answer|took too long/)
    expect(await page.getByRole("searchbox").inputValue()).toBe(q)
    await site.link!.cut() // what is muted stays so
    await site.link!.restore()
    await until("it answers again", async () => {
      await page.goto(`/search?q=${encodeURIComponent(q)}`, { timeout: 240_000 })
      return (await page.locator("#results .total").count()) > 0
    })
    await context.close()
  })
}
