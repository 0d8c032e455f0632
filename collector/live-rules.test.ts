import { expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Deps } from "#shared/config/define.ts"
import { liveRules } from "./live-rules.ts"

setDefaultTimeout(60_000)

const rule = (id: string) => `title: ${id}
id: ${id}
logsource: {category: process_creation}
detection: {sel: {CommandLine: x}, condition: sel}
`

function open() {
  const folder = mkdtempSync(join(tmpdir(), "vedette-live-"))
  const file = join(folder, "a.yml")
  writeFileSync(file, rule("one"))
  const told: string[] = []
  const tell = (message: string) => void told.push(message)
  const log = { debug: tell, info: tell, warn: tell, error: tell } as unknown as Deps["log"]
  const live = liveRules([folder], { log })
  return { folder, file, live, told, ids: () => live.current.rules.map(({ id }) => id) }
}

test("changed rules are in force from the commit on, not before", async () => {
  const { folder, file, live, ids } = open()
  writeFileSync(file, rule("two"))
  const change = await live.prepare([folder])
  expect(ids()).toEqual(["one"])
  await change?.commit()
  expect(ids()).toEqual(["two"])
  expect(await live.prepare([folder])).toBeUndefined()
})

test("rules that are all refused do not take those in force away; no rule at all is a wish", async () => {
  const { folder, file, live, ids } = open()
  writeFileSync(file, "title: [")
  const preparing = live.prepare([folder])
  expect(preparing).rejects.toThrow("rules.detect: all rules are refused: ")
  await preparing.catch(() => {})
  expect(ids()).toEqual(["one"])
  rmSync(file)
  await (await live.prepare([folder]))?.commit()
  expect(ids()).toEqual([])
})

test("3,000 rules are loaded anew while this thread goes on", async () => {
  const { folder, live, ids } = open()
  for (let file = 0; file < 30; file++) {
    const rules = Array.from({ length: 100 }, (_, i) => rule(`many-${file}-${i}`))
    writeFileSync(join(folder, `many-${file}.yml`), rules.join("---\n"))
  }
  let turns = 0
  const turning = setInterval(() => turns++, 1)
  const change = await live.prepare([folder])
  clearInterval(turning)
  await change?.commit()
  expect(ids().length).toBe(3001)
  expect(turns).toBeGreaterThan(30)
})

test("a rule that is refused is told by name, the others are in force", async () => {
  const { folder, live, ids, told } = open()
  writeFileSync(join(folder, "b.yml"), "title: [")
  await (await live.prepare([folder]))?.commit()
  expect(ids()).toEqual(["one"])
  expect(told).toEqual(["a rule is refused"])
})
