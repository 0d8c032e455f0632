import { expect, test } from "bun:test"
import { evasionSpans } from "./evasion-spans.ts"

const marked = (text: string, ...tokens: string[]) =>
  evasionSpans(text, tokens).map(({ from, to }) => text.slice(from, to))

test("a token is marked where it stands, also parted by what shells drop", () => {
  expect(marked('certutil Url""Cac^he x', "urlcache", "certutil")).toEqual([
    "certutil",
    'Url""Cac^he',
  ])
})

test("paths are marked whichever slash is used, and tokens that touch are one", () => {
  expect(marked("C:\\Windows\\Temp\\a", "windows/temp", "temp/a")).toEqual(["Windows\\Temp\\a"])
})

test("a token that does not stand there marks nothing, an empty one neither", () => {
  expect(marked("dir", "urlcache", "")).toEqual([])
})

test("letters that grow when they are made small keep the places right", () => {
  expect(marked("İİ urlcache", "urlcache")).toEqual(["urlcache"])
})
