import { expect, test } from "bun:test"
import { Glob } from "bun"

const page = await Bun.file("shared/docs/operating.md").text()
const sources = await Promise.all(
  [...new Glob("{shared,collector,aggregator}/**/*.ts").scanSync(".")]
    .filter((path) => !path.endsWith(".test.ts"))
    .map((path) => Bun.file(path).text()),
)
const isSaid = (text: string) => sources.some((source) => source.includes(text))

test("every metric that operators are told of exists", () => {
  const names = [...page.matchAll(/`(vedette_\w+)`/g)].map(([, name]) => name!)
  expect(names.length).toBeGreaterThan(15)
  expect(names.filter((name) => !isSaid(`"${name}"`))).toEqual([])
})

test("the words of health that operators are told of are said somewhere", () => {
  const part = page.slice(page.indexOf("## What health says"), page.indexOf("## Metrics"))
  const words = [...part.matchAll(/^\| `([^`]+)`/gm)].map(([, text]) => text!)
  expect(words.length).toBeGreaterThan(8)
  const pieces = (text: string) =>
    text.split(/…|[:;]|refused|\b[A-Z]\b|FILE/).map((one) => one.trim())
  const unsaid = words.filter((text) => !pieces(text).some((one) => one.length > 5 && isSaid(one)))
  expect(unsaid).toEqual([])
})

test("options that are named are options", () => {
  const part = page.slice(page.indexOf("## Limits"), page.indexOf("## What health says"))
  const names = [...part.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(
    ([, cell]) => cell!.match(/\w+(?=`)/g)!,
  )
  expect(names.length).toBeGreaterThan(5)
  expect(names.filter((name) => !isSaid(`${name}: v.optional`))).toEqual([])
})
