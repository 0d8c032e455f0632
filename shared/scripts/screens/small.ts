import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "playwright-core"

const bytesMax = 120_000

/** Which pages the documents show: of each its upper part. */
export const smallOnes = [
  { shot: "overview-light", width: 1000, height: 720 },
  { shot: "search-query-dark", width: 1000, height: 720 },
  { shot: "alert-light", width: 1000, height: 720 },
  { shot: "rule-dark", width: 1000, height: 720 },
  { shot: "health-light", width: 1000, height: 720 },
  { shot: "alert-phone", width: 390, height: 720 },
] as const

/** Makes small WebP pictures of PNG files, each of at most 120 kB. */
export async function makeSmall(browser: Browser, from: string, to: string): Promise<void> {
  const page = await browser.newPage()
  for (const { shot, width, height } of smallOnes) {
    const png = readFileSync(join(from, `${shot}.png`)).toString("base64")
    for (const quality of [0.9, 0.8, 0.7, 0.6, 0.5]) {
      const code = encoding(png, width, height, quality)
      const webp = Buffer.from(String(await page.evaluate(code)), "base64")
      if (webp.length > bytesMax) continue
      writeFileSync(join(to, `${shot}.webp`), webp)
      break
    }
  }
  await page.close()
}

const encoding = (png: string, width: number, height: number, quality: number) => `(async () => {
  const image = new Image()
  image.src = "data:image/png;base64,${png}"
  await image.decode()
  const canvas = document.createElement("canvas")
  canvas.width = ${width}
  canvas.height = ${height}
  const scale = canvas.width / image.width
  const context = canvas.getContext("2d")
  context.imageSmoothingQuality = "high"
  context.drawImage(image, 0, 0, canvas.width, image.height * scale)
  return canvas.toDataURL("image/webp", ${quality}).split(",")[1]
})()`
