import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { canonical } from "./features.ts"
import { ordinaryTexts } from "./ordinary-corpus.ts"

const texts = ordinaryTexts()
const plain = texts.map(({ text }) => canonical(text))

test("every kind has ordinary texts, and a calibration of commands is more than a guess", () => {
  const count = (kind: string) => texts.filter((one) => one.kind === kind).length
  expect(count("process_creation")).toBeGreaterThan(6000)
  for (const kind of ["powershell", "proxy", "registry"]) expect(count(kind)).toBeGreaterThan(1000)
})

test("no two of them are the same once they are plain", () => {
  const kinds = new Set(texts.map(({ kind }, i) => `${kind} ${plain[i]}`))
  expect(kinds.size).toBe(texts.length)
})

test("the same seed gives the same texts, another one others", () => {
  expect(ordinaryTexts()).toEqual(texts)
  const known = new Set(plain)
  const others = ordinaryTexts(2).filter(({ text }) => !known.has(canonical(text)))
  expect(others.length).toBeGreaterThan(texts.length / 4)
})

test("none stands among the commands that are held out", () => {
  const heldOut = readFileSync(new URL("./ordinary.txt", import.meta.url), "utf8").split("\n")
  const known = new Set(plain)
  expect(heldOut.filter((text) => text.trim() && known.has(canonical(text)))).toEqual([])
})

test("each part of a form is filled", () => {
  expect(texts.filter(({ text }) => /[«»]/.test(text))).toEqual([])
})
