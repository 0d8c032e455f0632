import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { ownText } from "./own-text.ts"

const residentMiB = () => {
  Bun.gc(true)
  return (Number(readFileSync("/proc/self/statm", "latin1").split(" ")[1]) * 4096) / 2 ** 20
}

test("what is kept of a large text is as large as it is itself", () => {
  const kept = new Map<string, number>()
  const before = residentMiB()
  for (let n = 0; n < 300; n++) kept.set(ownText(`${"x".repeat(2 ** 20)}${n}`.slice(-100)), n)
  expect(kept.size).toBe(300)
  expect(residentMiB() - before).toBeLessThan(150)
})

test("it is the same text, whatever it holds", () => {
  for (const text of ["", "plain", "é\u202e\u0000", "😀", "\ud800", "a\udfffb"])
    expect(ownText(text)).toBe(text)
})
