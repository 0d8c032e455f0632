import { expect, test } from "bun:test"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { checkRules, testRules } from "./rules-commands.ts"

const own = [join(import.meta.dir, "../rules/detect"), join(import.meta.dir, "../rules/correlate")]
const rule = (id: string, condition = "selection") => `
title: A title
id: ${id}
logsource: { category: webserver }
detection:
  selection: { c-uri: /x }
  condition: ${condition}
`

function folder(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "vedette-rules-"))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

test("all rules of ours load and pass their cases", () => {
  expect(checkRules(own).refused).toEqual([])
  const { run, failed } = testRules(own)
  expect(failed).toEqual([])
  expect(run).toBeGreaterThan(50)
})

test("a bad rule is refused by name and reason and takes no other with it", () => {
  const directory = folder({
    "a.yaml": rule("a"),
    "b.yaml": rule("b", "selection and nothing"),
    "c.yaml": "title: [\n",
    "d.yaml": rule("a"),
  })
  const { loaded, refused, text } = checkRules([directory])
  expect(loaded).toBe(1)
  expect(refused).toMatchObject([
    { line: 2, reason: expect.stringContaining("not YAML") },
    { id: "b", reason: expect.stringContaining('"nothing"') },
    { id: "a", reason: expect.stringContaining("another rule has this id") },
  ])
  expect(text).toContain("c.yaml:2: it is not YAML")
  expect(text).toContain("1 rules and 0 correlations loaded, 3 refused")
})

test("a rule that no dataset feeds is dormant", () => {
  const directory = folder({ "a.yaml": rule("a") })
  expect(checkRules([directory], false, ["nginx.access"]).dormant).toEqual([])
  expect(checkRules([directory], false, ["system.auth"]).dormant).toMatchObject([])
})

test("a case that goes wrong is named", () => {
  const cases = "hits:\n  - url.original: /y\n    event.dataset: nginx.access\n"
  const directory = folder({ "a.yaml": rule("a"), "a.cases.yaml": cases })
  expect(testRules([directory])).toMatchObject({
    run: 1,
    failed: [{ case: "hits 1", reason: "the rule does not match" }],
  })
})

test("a case may be a line or a record of a provider, which is normalised first", () => {
  const cases = `hits:
  - raw: '192.0.2.7 - - [28/Feb/2026:12:00:00 +0000] "GET /x HTTP/1.1" 200 7 "-" "-"'
    dataset: nginx.access
misses:
  - record: { url: { original: /x } }
    dataset: system.auth
`
  const directory = folder({ "a.yaml": rule("a"), "a.cases.yaml": cases })
  expect(testRules([directory])).toMatchObject({ run: 2, failed: [] })
})

test("a case with a line that is misspelt is named", () => {
  const directory = folder({ "a.yaml": rule("a"), "a.cases.yaml": "hits: [{raw: x, datset: y}]" })
  expect(testRules([directory]).failed).toMatchObject([
    { case: "load", reason: 'beside "raw" or "record" stands "datset"' },
  ])
})
