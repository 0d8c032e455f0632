import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { parseDocuments } from "#shared/sigma/documents.ts"
import { compileRules } from "#shared/sigma/rules.ts"
import { mutantsOf } from "./mutants.ts"
import type { Recorded } from "./recorded.ts"

const rule = (id: string, text: string) => `
title: ${id}
id: ${id}
level: high
logsource: {product: windows, category: process_creation}
detection: {selection: {CommandLine|contains: '${text}'}, condition: selection}
`

const text = "vssadmin.exe delete shadows /all"
const match: Recorded = {
  source: "sigma",
  file: "a",
  kind: "process_creation",
  text,
  event: {
    "event.code": "1",
    "event.category": ["process"],
    "event.type": ["start"],
    "event.provider": "Microsoft-Windows-Sysmon",
    "event.dataset": "windows.sysmon_operational",
    "host.os.type": "windows",
    "process.command_line": text,
    "vendor.winlog.event_data.CommandLine": text,
  } as unknown as Event,
  rules: ["deletes"],
  isMatched: true,
}

const mutants = (...rules: string[]) =>
  mutantsOf([match], compileRules(rules.flatMap((one) => parseDocuments("x.yml", one, []))), 1)

test("a mutant is kept where its own rule no longer fires", () => {
  const found = mutants(rule("deletes", "delete shadows"))
  expect(found.map(({ way }) => way)).toContain("caret")
  for (const { text } of found) expect(text.toLowerCase()).not.toContain("delete shadows")
})

test("a way that the rule still sees is left out", () => {
  const found = mutants(rule("deletes", "delete shadows")).map(({ way }) => way)
  expect(found).not.toContain("exeDropped")
  expect(found).not.toContain("case")
})

test("a mutant that another rule sees says so", () => {
  const found = mutants(rule("deletes", "delete shadows"), rule("other", "/all"))
  expect(found.find(({ way }) => way === "tabs")).toMatchObject({
    rules: ["deletes"],
    isCaught: true,
  })
  expect(found.find(({ way }) => way === "slashToDash")).toBeUndefined()
})

test("the same seed gives the same mutants", () => {
  const [first, second] = [1, 2].map(() => mutants(rule("deletes", "delete shadows")))
  expect(first).toEqual(second!)
})
