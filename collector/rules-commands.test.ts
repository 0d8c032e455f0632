import { expect, test } from "bun:test"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const rule = (id: string, condition = "selection") => `title: T
id: ${id}
logsource: { category: webserver }
detection:
  selection: { cs-uri-query|contains: /x }
  condition: ${condition}
`

function folder(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "vedette-rules-"))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

async function call(...args: string[]) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "main.ts"), "rules", ...args], {
    stdout: "pipe",
    stderr: "pipe",
  })
  const [out, errors, status] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { out, errors, status }
}

test("check prints an account, and exits with 1 where a rule was refused", async () => {
  const good = folder({ "a.yaml": rule("a") })
  const bad = folder({ "a.yaml": rule("a"), "b.yaml": rule("b", "other") })
  const [fine, wrong, json] = await Promise.all([
    call("check", good),
    call("check", bad),
    call("check", bad, "--json"),
  ])
  expect(fine).toMatchObject({ status: 0, errors: "" })
  expect(wrong.status).toBe(1)
  expect(wrong.out).toContain(`refused  ${bad}/b.yaml:6 (b): the condition names "other"`)
  expect(json.status).toBe(1)
  expect(JSON.parse(json.out)).toMatchObject({ loaded: 1, refused: [{ id: "b", line: 6 }] })
}, 30_000)

test("import makes a pack that check takes, and diff compares it", async () => {
  const source = folder({ "a.yaml": rule("a"), "b.yaml": rule("b") })
  const out = join(folder({}), "pack")
  const imported = await call("import", source, "--out", out)
  expect(imported.status).toBe(0)
  expect(imported.out).toContain("2 rules and 0 correlations of 2 files imported")
  const next = folder({ "b.yaml": rule("b").replace("/x", "/y") })
  const diff = await call("diff", out, next)
  expect(diff.out).toContain("removed  a")
  expect(diff.out).toContain('detection.selection.cs-uri-query|contains: "/x" → "/y"')
  expect(diff.out).toContain("0 added, 1 removed, 1 changed")
}, 30_000)

test("bench tells what rules cost on a file of records", async () => {
  const rules = folder({ "a.yaml": rule("a") })
  const line = '192.0.2.7 - - [28/Feb/2026:12:00:00 +0000] "GET /?q=/x HTTP/1.1" 200 7 "-" "-"\n'
  const events = join(folder({ "events.log": line.repeat(5) }), "events.log")
  const { out, status } = await call("bench", events, "--rules", rules, "--json")
  expect(status).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ events: 5, rules: 1, costs: [{ id: "a", hits: 5 }] })
}, 30_000)

test("wrong calls are told with 64, bad input with 65", async () => {
  const empty = folder({ "readme.txt": "x" })
  const statuses = await Promise.all([
    call("check"),
    call("import", "/does/not/exist"),
    call("diff", empty),
    call("bench", empty),
    call("import", empty, "--out", join(empty, "pack")),
  ])
  expect(statuses.map(({ status }) => status)).toEqual([64, 64, 64, 64, 65])
  expect(statuses.every(({ errors }) => errors.startsWith("vedette-collector: "))).toBe(true)
}, 30_000)

test("each command says what it does", async () => {
  const names = ["check", "test", "import", "diff", "bench"]
  for (const { out, status } of await Promise.all(names.map((name) => call(name, "--help")))) {
    expect(status).toBe(0)
    expect(out).toMatch(/^vedette-collector rules \w+ .*\n\n.{20}/)
  }
}, 30_000)
