import { expect, test } from "bun:test"
import { existsSync, readFileSync } from "node:fs"

const page = readFileSync("shared/docs/immunity.md", "utf8")
const rows = page.split("\n").filter((line) => line.startsWith("| ["))
const shown = [...page.matchAll(/`([^`]+\.tsx?)` › `([^`]+)`/g)].map(([, file, name]) => ({
  file: file!,
  name: name!,
}))

const texts = new Map<string, string>()
function textOf(file: string): string {
  if (!texts.has(file)) texts.set(file, existsSync(file) ? readFileSync(file, "utf8") : "")
  return texts.get(file)!
}

/** As the first thing in a call's brackets: that names a test. */
function isTested(file: string, name: string): boolean {
  const text = textOf(file)
  return ['"', "`"].some((quote) => {
    const at = text.indexOf(`${quote}${name}${quote}`)
    return at > 0 && /\(\s*$/.test(text.slice(0, at))
  })
}

test("the page lists what is shown, each by a test that exists", () => {
  expect(shown.length).toBeGreaterThan(100)
  const missing = shown.filter(({ file, name }) => !isTested(file, name))
  expect(missing).toEqual([])
})

test("each row names public issues, and what is in scope a test", () => {
  expect(rows.length).toBeGreaterThan(80)
  const [inScope, out] = [
    rows.filter((row) => row.includes("` › `")),
    rows.filter((row) => !row.includes("` › `")),
  ]
  expect(inScope.filter((row) => row.split(" | ").length !== 4)).toEqual([])
  expect(out.filter((row) => !page.slice(page.indexOf("## Out of scope")).includes(row))).toEqual(
    [],
  )
  const named =
    /\[[\w.-]+\/[\w.-]+ (?:#|PR )\d+\]\(https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/(?:issues|pull)\/\d+\)/
  expect(rows.filter((row) => !named.test(row))).toEqual([])
})

test("a test that is not there is missed", () => {
  expect(isTested("shared/testing/immunity.test.ts", "a test that is not there is missed")).toBe(
    true,
  )
  expect(isTested("shared/testing/immunity.test.ts", "nobody wrote this")).toBe(false)
  expect(isTested("shared/testing/no-such.test.ts", "a test")).toBe(false)
})
