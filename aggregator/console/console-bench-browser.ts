import { chromium } from "playwright-core"

const executablePath = "/usr/bin/chromium"

const pages = {
  overview: "/",
  "overview, 30 days": "/?from=now-30d",
  search: "/search",
  "search, 30 days": "/search?from=now-30d",
  "search of failed logins, 30 days": "/search?from=now-30d&q=event.outcome%3Afailure",
  "a host, 7 days": "/entity/host?value=host-7.corp.example",
  alerts: "/alerts",
  health: "/health",
} as const

/** Of each page, in a browser that has been there before: until something is seen, and until all is. */
export async function firstPaints(site: string, rounds: number) {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
  const browser = await chromium.launch({ executablePath, args })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    const rows = []
    for (const [name, path] of Object.entries(pages)) {
      const seen: number[] = []
      const whole: number[] = []
      for (let round = 0; round < rounds; round++) {
        await page.goto(site + path, { waitUntil: "load" })
        const painted = `performance.getEntriesByName("first-contentful-paint")[0]?.startTime`
        const loaded = `performance.getEntriesByType("navigation")[0].loadEventEnd`
        // asked from outside: the page's own policy lets nobody evaluate a text in it
        const ask = async () => (await page.evaluate(`[${painted}, ${loaded}]`)) as [number, number]
        let [paint, load] = await ask()
        for (let tries = 0; typeof paint !== "number" && tries < 200; tries++) {
          await Bun.sleep(10)
          ;[paint, load] = await ask()
        }
        seen.push(paint)
        whole.push(load)
      }
      rows.push({ page: name, "first paint": halfOf(seen), whole: halfOf(whole) })
    }
    return rows
  } finally {
    await browser.close()
  }
}

const halfOf = (all: readonly number[]): number =>
  Math.round(all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!)

/** All scripts that a page loads. */
export async function scriptSizes(site: string): Promise<{ kB: number; packedKB: number }> {
  const texts = await Promise.all(
    ["console.js", "chart.js"].map(async (name) => (await fetch(`${site}/assets/${name}`)).text()),
  )
  const size = (sizeOf: (text: string) => number) =>
    Math.round(texts.reduce((sum, text) => sum + sizeOf(text), 0) / 100) / 10
  return {
    kB: size((text) => Buffer.byteLength(text)),
    packedKB: size((text) => Bun.gzipSync(text).length),
  }
}
