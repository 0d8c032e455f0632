import { expect, test } from "bun:test"
import { foldText } from "./fold.ts"

const isSame = (left: string, right: string) =>
  new RegExp(`^\\u{${left.codePointAt(0)?.toString(16)}}$`, "iu").test(right)

test("every character folds to one that differs from it in case alone, as do its other cases", () => {
  const wrong: string[] = []
  for (let code = 0; code < 0x1f000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    const char = String.fromCodePoint(code)
    const others = [char.toLowerCase(), char.toUpperCase(), char.toUpperCase().toLowerCase()]
    const folded = foldText(char)
    if (folded !== char && !isSame(char, folded)) wrong.push(char)
    for (const other of others) {
      if (other !== char && other.length === char.length && isSame(char, other)) {
        if (foldText(other) !== folded) wrong.push(`${char} ${other}`)
      }
    }
  }
  expect(wrong).toEqual([])
})

test("a fold is as long as its text and does not depend on what stands around", () => {
  for (const text of ["ΟΔΟΣ", "ΟΔΟΣΑ", "İstanbul", "Straße", "ıς", "ſecret", "\u{10400}x"]) {
    expect(foldText(text).length).toBe(text.length)
    expect(foldText(text)).toBe(Array.from(text, foldText).join(""))
  }
  expect(foldText("ΟΔΟΣ")).toBe(foldText("οδος"))
})
