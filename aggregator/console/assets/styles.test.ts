import { expect, test } from "bun:test"
import { Glob } from "bun"

const names = [...new Glob("*.css").scanSync(import.meta.dir)]
const texts = await Promise.all(names.map((name) => Bun.file(`${import.meta.dir}/${name}`).text()))
const all = texts.join("\n")

/** The colours that a rule names, without what else stands in it. */
function coloursIn(selector: string): Map<string, string> {
  const begin = all.indexOf(`${selector} {`)
  expect(begin).toBeGreaterThan(-1)
  const block = all.slice(begin, all.indexOf("}", begin))
  return new Map(
    [...block.matchAll(/(--[a-z0-9-]+): (#[0-9a-f]+);/g)].map((one) => [one[1]!, one[2]!]),
  )
}

const light = coloursIn(":root")
const dark = coloursIn(':root:not([data-theme="light"])')

test("a chosen dark theme is that of the system", () => {
  expect(dark.size).toBeGreaterThan(15)
  expect(coloursIn(':root[data-theme="dark"]')).toEqual(dark)
})

test("one scale of type, of five sizes", () => {
  const sizes = [...all.matchAll(/font(?:-size)?: ([\d.]+px)/g)].map(([, size]) => size!)
  expect([...new Set(sizes)].sort()).toEqual(["12px", "13px", "14px", "16px", "20px"])
})

/** Of two colours, by WCAG 2. */
function contrast(a: string, b: string): number {
  const luminance = (colour: string) => {
    const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    const [r, g, b] = parts.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!
  }
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high! + 0.05) / (low! + 0.05)
}

for (const [theme, own] of [
  ["light", new Map()],
  ["dark", dark],
] as const) {
  const colours = new Map([...light, ...own])
  test(`text can be read on every ground, ${theme}`, () => {
    const weak = ["--ink", "--soft", "--link", "--good", "--bad"].flatMap((ink) =>
      ["--paper", "--panel", "--hover"].flatMap((ground) => {
        const ratio = contrast(colours.get(ink)!, colours.get(ground)!)
        return ratio < 4.5 ? [`${ink} on ${ground}: ${ratio.toFixed(2)}`] : []
      }),
    )
    expect(weak).toEqual([])
  })

  test(`a bar or a mark stands out from its panel, ${theme}`, () => {
    const keys = [...colours.keys()].filter((name) => name.startsWith("--key-"))
    expect(keys.length).toBeGreaterThan(10)
    const weak = keys.filter((key) => contrast(colours.get(key)!, colours.get("--panel")!) < 3)
    expect(weak).toEqual([])
  })
}
