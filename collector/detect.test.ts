import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { parseDocuments } from "#shared/sigma/documents.ts"
import { compileRules } from "#shared/sigma/rules.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { detectStage } from "./detect.ts"

const rule = `
title: Encoded PowerShell
id: rule-1
level: high
tags: [attack.execution, attack.t1059.001]
logsource: { product: windows, category: process_creation }
detection:
  selection: { CommandLine|contains: ' -enc ' }
  condition: selection
`
const correlation = `
title: Often
id: often
correlation:
  type: event_count
  rules: [rule-1]
  group-by: [host.name]
  timespan: 1m
  condition: { gte: 3 }
`

const event = (more: Partial<Event> = {}): Event => ({
  "@timestamp": "2026-03-01T12:00:00.000Z",
  "event.id": "event-1",
  "event.code": "1",
  "event.dataset": "windows.sysmon_operational",
  "host.name": "dc1",
  "user.name": "anna",
  "process.command_line": "powershell -enc AAAA",
  "vedette.stream": "events",
  "vedette.batch": "batch-1",
  "vendor.winlog.channel": "Microsoft-Windows-Sysmon/Operational",
  "vendor.winlog.event_data.CommandLine": "powershell -enc AAAA",
  ...more,
})

function run(texts: readonly string[], input: Event) {
  const metrics = openMetrics()
  const documents = texts.flatMap((text) => parseDocuments("rule.yaml", text, []))
  const out: Event[] = []
  detectStage(compileRules(documents), { now: () => 0, metrics })(input, out)
  return { out, metrics }
}

test("a match is written on the event and raises an alert that can be read alone", () => {
  const input = event()
  const [alert] = run([rule], input).out
  expect(input["vedette.matches"]).toEqual(["rule-1"])
  expect(alert).toMatchObject({
    "@timestamp": "2026-03-01T12:00:00.000Z",
    "event.kind": "alert",
    "event.dataset": "windows.sysmon_operational",
    "event.severity": 73,
    "host.name": "dc1",
    "rule.id": "rule-1",
    "threat.technique.id": ["T1059"],
    "threat.technique.subtechnique.id": ["T1059.001"],
    "threat.tactic.name": ["Execution"],
    "vedette.stream": "alerts",
    "vedette.event_ids": ["event-1"],
    "vedette.batch": "batch-1",
    message: "Encoded PowerShell on dc1 by anna",
  })
  expect(JSON.parse(alert?.["vedette.matched"] as string)).toEqual([
    {
      field: "vendor.winlog.event_data.CommandLine",
      value: "powershell -enc AAAA",
      pattern: "contains:  -enc ",
    },
  ])
})

test("the same finding has the same id, another event or version another", () => {
  const id = (text: string, input: Event) => run([text], input).out[0]?.["event.id"]
  expect(id(rule, event())).toBe(id(rule, event()) as string)
  expect(id(rule, event({ "event.id": "event-2" }))).not.toBe(id(rule, event()))
  expect(id(`${rule}# changed\n`, event())).not.toBe(id(rule, event()))
})

test("a rule that a correlation stands on marks the event and stays silent", () => {
  const input = event()
  expect(run([rule, correlation], input).out).toEqual([])
  expect(input["vedette.matches"]).toEqual(["rule-1"])
})

test("a rule that says generate: false stays silent too", () => {
  const input = event()
  expect(run([`${rule}generate: false\n`], input).out).toEqual([])
  expect(input["vedette.matches"]).toEqual(["rule-1"])
})

test("alerts and what was not understood are not searched", () => {
  for (const stream of ["alerts", "pipeline", "status"] as const) {
    expect(run([rule], event({ "vedette.stream": stream })).out).toEqual([])
  }
})

test("hits are counted by rule", async () => {
  const { metrics } = run([rule], event())
  expect(await metrics.text()).toContain('vedette_collector_rule_hits_total{rule="rule-1"} 1')
})

test("an alert stays small whatever the event holds", () => {
  const long = `powershell -enc ${"A".repeat(1_000_000)}`
  const [alert] = run([rule], event({ "vendor.winlog.event_data.CommandLine": long })).out
  expect(String(alert?.["vedette.matched"]).length).toBeLessThan(20_000)
})
