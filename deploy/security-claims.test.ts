import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"

const page = readFileSync(".github/SECURITY.md", "utf8")
const named = [...page.matchAll(/\| `([\w./-]+\.test\.ts)`: (.+?) \|$/gm)]

test("the threat model's claims name tests", () => {
  expect(named.length).toBeGreaterThan(30)
})

test.each(named.map(([, file, name]) => [file!, name!]))("%s has the test: %s", (file, name) => {
  expect(readFileSync(file, "utf8")).toContain(name)
})
