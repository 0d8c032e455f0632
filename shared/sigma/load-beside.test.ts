import { expect, test } from "bun:test"
import { mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Event } from "../ecs/event.ts"
import { loadRulesBeside } from "./load-beside.ts"
import { loadRules } from "./rules.ts"

const rule = (id: string, selection: string) => `title: ${id}
id: ${id}
logsource: {product: windows, category: process_creation}
detection:
  sel: {${selection}}
  condition: sel
`

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), "vedette-beside-"))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return path
}

const event = {
  "event.code": "1",
  "vendor.winlog.channel": "Microsoft-Windows-Sysmon/Operational",
  "vendor.winlog.event_data.CommandLine": "CMD /c Whoami",
  "vendor.winlog.event_data.Image": "C:\\Windows\\cmd.exe",
} as Event

const texts = Array.from({ length: 3000 }, (_, n) => `text ${n}`)

test("a set loaded beside matches and explains as one loaded here", async () => {
  const path = folder({
    "a.yml": rule("a", '"CommandLine|contains|all": [whoami, cmd]'),
    "b.yml": rule("b", '"Image|re|i": "CMD[.]exe$", User: null'),
    "c.yml": rule("c", `"CommandLine|contains": ${JSON.stringify([...texts, " /c who"])}`),
    "d.yml": rule("d", '"Image|endswith": powershell.exe'),
    "e.yml": "title: [",
  })
  const [beside, here] = [await loadRulesBeside([path]), loadRules([path])]
  const matchesOf = (rules: typeof here) => {
    const found: unknown[] = []
    rules.match(event, (one) => found.push([one.id, rules.explain(event, one)]))
    return found
  }
  expect(matchesOf(beside)).toHaveLength(3)
  expect(matchesOf(beside)).toEqual(matchesOf(here))
  expect(beside.rules).toEqual([...here.rules])
  expect(beside.refused).toEqual([...here.refused])
  expect(beside.refused).toHaveLength(1)
})

test("a folder that is not there is refused, and the thread ends", async () => {
  const { rules, refused } = await loadRulesBeside(["/nowhere/at/all"])
  expect(rules).toEqual([])
  expect(refused).toHaveLength(1)
})
