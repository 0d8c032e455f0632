import { join } from "node:path"
import type { Browser } from "playwright-core"
import type { Shot } from "./pages.ts"

const heightMax = 3000

/** How a page is looked at. */
export const looks = {
  light: { width: 1280, height: 860, colorScheme: "light" },
  dark: { width: 1280, height: 860, colorScheme: "dark" },
  phone: { width: 390, height: 844, colorScheme: "light" },
} as const
export type Look = keyof typeof looks

/** Takes the whole page, to a limit. @returns what is wrong with it, in words */
export async function shoot(
  browser: Browser,
  console: string,
  { name, path, click }: Shot,
  look: Look,
  folder: string,
): Promise<string[]> {
  const { width, height, colorScheme } = looks[look]
  const page = await browser.newPage({ viewport: { width, height }, colorScheme })
  const wrong: string[] = []
  try {
    page.on("pageerror", (error) => wrong.push(`${error}`))
    const answer = await page.goto(`${console}${path}`, { waitUntil: "networkidle" })
    if (answer && answer.status() >= 500) wrong.push(`it answers ${answer.status()}`)
    if (click) await page.locator(click).first().click()
    const wide = Number(await page.evaluate("document.documentElement.scrollWidth"))
    if (wide > width) wrong.push(`it is ${wide} px wide on a screen of ${width}`)
    const tall = Number(await page.evaluate("document.documentElement.scrollHeight"))
    await page.setViewportSize({ width, height: Math.max(height, Math.min(tall, heightMax)) })
    await page.screenshot({ path: join(folder, `${name}-${look}.png`) })
  } finally {
    await page.close()
  }
  return wrong.map((text) => `${name} (${look}): ${text}`)
}
