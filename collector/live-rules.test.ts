import { expect, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Deps } from "#shared/config/define.ts"
import { liveRules } from "./live-rules.ts"

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
  return { file, live, told, ids: () => live.current.rules.map(({ id }) => id) }
}

test("changed rules are in force after a reload, also one asked for while another runs", async () => {
  const { file, live, ids } = open()
  writeFileSync(file, rule("two"))
  const first = live.reload()
  expect(ids()).toEqual(["one"])
  await first
  expect(ids()).toEqual(["two"])
  const second = live.reload()
  writeFileSync(file, rule("three"))
  await Promise.all([second, live.reload()])
  expect(ids()).toEqual(["three"])
})

test("rules that are all refused do not take those in force away", async () => {
  const { file, live, ids, told } = open()
  writeFileSync(file, "title: [")
  await live.reload()
  expect(ids()).toEqual(["one"])
  expect(told).toEqual(["the rules could not be loaded anew; those in force stay"])
  rmSync(file)
  await live.reload()
  expect(ids()).toEqual([])
})
