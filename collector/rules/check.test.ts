import { expect, test } from "bun:test"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { checkRules, checkText } from "./check.ts"
import { type Produced, producedBy, sentBy } from "./dormant.ts"
import { testRules, testText } from "./test.ts"

const repo = join(import.meta.dir, "../../rules")
const own = [join(repo, "detect"), join(repo, "correlate")]
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
}, 60_000)

test("a bad rule is refused by name and reason and takes no other with it", () => {
  const directory = folder({
    "a.yaml": rule("a"),
    "b.yaml": rule("b", "selection and nothing"),
    "c.yaml": "title: [\n",
    "d.yaml": rule("a"),
  })
  const result = checkRules([directory])
  const { loaded, refused } = result
  const text = checkText(result)
  expect(loaded).toBe(1)
  expect(refused).toMatchObject([
    { line: 2, reason: expect.stringContaining("not YAML") },
    { id: "b", reason: expect.stringContaining('"nothing"') },
    { id: "a", reason: expect.stringContaining("another rule has this id") },
  ])
  expect(text).toContain("c.yaml:2: it is not YAML")
  expect(text).toContain("1 rules and 0 correlations loaded, 3 refused")
})

const produced = (dataset: string, categories: readonly string[] = []): Produced => ({
  dataset,
  categories: new Set(categories),
  types: new Set(),
  systems: new Set(),
})

test("a rule that no dataset feeds is dormant, and told by its logsource", () => {
  const directory = folder({ "a.yaml": rule("a") })
  expect(checkRules([directory], [produced("nginx.access")]).dormant).toEqual([])
  expect(checkRules([directory], [produced("acme.front", ["web"])]).dormant).toEqual([])
  const result = checkRules([directory], [produced("system.auth", ["authentication"])])
  expect(result.dormant).toMatchObject([{ id: "a", logsource: "category webserver" }])
  expect(checkText(result)).toContain("dormant  1 of category webserver: no source or dataset")
})

test("our own rules are fed by our own datasets", () => {
  const { dormant } = checkRules(own, producedBy([join(repo, "normalize")]))
  // These read what several products can send: rules may come before the datasets.
  const generic = ["category dns", "category proxy", "category firewall"]
  expect(dormant.filter(({ logsource }) => !generic.includes(logsource))).toEqual([])
})

test("Windows rules are dormant where no Windows events are sent, or none of their kind exist", () => {
  const windows = (category: string) =>
    rule("a").replace("category: webserver", `product: windows, category: ${category}`)
  const dormant = (category: string, dataset: string) =>
    checkRules([folder({ "a.yaml": windows(category) })], [produced(dataset)]).dormant.length
  expect(dormant("process_creation", "windows.security")).toBe(0)
  expect(dormant("process_creation", "nginx.access")).toBe(1)
  expect(dormant("file_access", "windows.security")).toBe(1)
})

test("of configured sources one without a dataset may send any", () => {
  const all = [produced("nginx.access"), produced("system.auth")]
  expect(sentBy([{ dataset: "nginx.access" }], all)).toEqual([produced("nginx.access")])
  expect(sentBy([{ dataset: "nginx" }], all)).toEqual([produced("nginx.access")])
  expect(sentBy([{ dataset: "nginx.access" }, {}], all)).toEqual(all)
})

test("the table of cases has a line for each rule and what failed below it", () => {
  const cases = "hits:\n  - url.original: /y\n    event.dataset: nginx.access\n"
  const directory = folder({ "a.yaml": rule("a"), "a.cases.yaml": cases, "b.yaml": rule("b") })
  const lines = testText(testRules([directory])).split("\n")
  expect(lines[1]).toMatch(/^FAILED {4}.*a\.yaml +1 +0$/)
  expect(lines[2]).toContain("hits 1: the rule does not match")
  expect(lines[3]).toMatch(/^no cases {2}.*b\.yaml +0 +0$/)
  expect(lines[4]).toBe("1 cases of 1 rules run, 1 failed, 1 rules without cases")
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

test("of several rules in a file a hit is any's, a miss is a miss of all", () => {
  const both = `${rule("a")}---${rule("b").replace("/x", "/y")}`
  const event = (url: string) => `  - {url.original: ${url}, event.dataset: nginx.access}\n`
  const cases = (misses: string) => `hits:\n${event("/x")}${event("/y")}misses:\n${misses}`
  const failed = (misses: string) =>
    testRules([folder({ "a.yaml": both, "a.cases.yaml": cases(misses) })]).failed.length
  expect(failed(event("/z"))).toBe(0)
  expect(failed(event("/y"))).toBe(1)
})
