import { expect, test } from "bun:test"
import { parseDocuments } from "#shared/sigma/documents.ts"
import { type RuleTexts, ruleTextsOf } from "./rule-texts.ts"
import { openKind } from "./scorer.ts"

const rule = (...conditions: readonly string[]): RuleTexts => {
  const text = `
title: r
id: r
level: high
logsource: {product: windows, category: process_creation}
detection:
${conditions.map((one, i) => `  s${i}: {${one}}`).join("\n")}
  condition: all of s*
`
  return ruleTextsOf(parseDocuments("x.yml", text, [])[0]!, new Map())!
}

/** A model without words of its own, over one rule. */
const open = (...conditions: readonly string[]) =>
  openKind({
    kind: "process_creation",
    rules: [rule(...conditions)],
    hashes: new Int32Array(),
    tellings: new Float32Array(),
    baseline: { near: new Float32Array(1), any: new Float32Array(1) },
  })

const best = (conditions: readonly string[], text: string) => {
  const { best: found } = open(...conditions).near(text)
  return found && { whole: found.isWhole, seen: found.isLiteral }
}

const certutil = ["Image|endswith: '\\certutil.exe'", "CommandLine|contains: '-urlcache '"]

test.each([
  ["certutil -urlcache -f x", true],
  ["certutil /urlcache -f x", false],
  ["certutil -url^cache -f x", false],
  ["cert^util -urlcache -f x", false],
  ["certutil -f x -urlcache", false],
])("%s holds all that the rule asks for; the rule itself sees it: %s", (text, seen) => {
  expect(best(certutil, text)).toEqual({ whole: true, seen })
})

test.each([
  ["CommandLine|endswith: whoami.exe", "C:\\windows\\whoami.exe", true],
  ["CommandLine|endswith: whoami.exe", "C:\\windows\\whoami.exe >nul 2>&1", false],
  ["CommandLine|startswith: netsh advfirewall", "netsh  advfirewall set", false],
  ["CommandLine: 'net stop spooler'", "net stop spooler", true],
  ["CommandLine|contains: 'reg*save*hklm'", "reg save hklm", true],
  ["CommandLine|contains|windash: ' -decode '", "certutil /decode a b", true],
])("%s sees %s: %s", (condition, text, seen) => {
  expect(best([condition], text)).toEqual({ whole: true, seen })
})

test.each([
  ["CommandLine|endswith: whoami.exe", "whoami.exe /all"],
  ["CommandLine: 'net stop spooler'", "net stop spooler service"],
])("what the rule asks for at an end does not stand in the middle: %s, %s", (condition, text) => {
  expect(best([condition], text)?.whole ?? false).toBe(false)
})

const nearly = (condition: string, text: string) =>
  open("Image|endswith: '\\tool.exe'", condition).near(text).best?.coverage ?? 0

test.each([
  ["CommandLine|contains: ' -decode '", "tool -dec a"],
  ["CommandLine|contains: '--disable-feature'", "tool --disa-feat"],
  ["CommandLine|contains: ' -nop -w hidden -enc '", "tool -enc x -w hidden -nop"],
  ["CommandLine|contains: ' -root,'", "tool -ro, x"],
])("%s is nearly held by %s", (condition, text) => {
  expect(nearly(condition, text)).toBeGreaterThan(0.9)
})

test("an option that begins otherwise is no abbreviation", () => {
  expect(nearly("CommandLine|contains: ' -decode '", "tool -enc a")).toBeLessThan(0.8)
})

test("a row of which a whole group is missing loses more than the group's weight", () => {
  const kind = open("Image|endswith: '\\rm'", "CommandLine|contains: '/var/log/syslog-archive'")
  const [found] = kind.read("tail /var/log/syslog-archive")
  expect(found!.coverage).toBeLessThan(0.85)
})
