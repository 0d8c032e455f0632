import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { parseDocuments } from "#shared/sigma/documents.ts"
import { compileRules } from "#shared/sigma/rules.ts"
import { liveCorrelations } from "./stage.ts"

const nowMs = Date.UTC(2026, 2, 1, 12)

const base = `
title: Failed logon
id: base
name: failed_logon
logsource: { product: windows, service: security }
detection: { s: { EventID: 4625 }, condition: s }
`

const correlation = (id: string, least: number) => `---
title: ${id}
id: ${id}
correlation:
  type: event_count
  rules: [failed_logon]
  group-by: [IpAddress]
  timespan: 5m
  condition: { gte: ${least} }
`

function correlationsOf(...texts: string[]) {
  const documents = parseDocuments("rules.yaml", [base, ...texts].join(""), [])
  const { correlations, refused } = compileRules(documents)
  expect(refused).toEqual([])
  return correlations
}

const hit = (i: number): Event => ({
  "@timestamp": new Date(nowMs + i * 1000).toISOString(),
  "event.created": new Date(nowMs + i * 1000).toISOString(),
  "event.id": `event-${i}`,
  "event.code": "4625",
  "vendor.winlog.channel": "Security",
  "vendor.winlog.event_data.IpAddress": "203.0.113.9",
  "vedette.matches": ["base"],
})

test("a correlation that stays goes on counting where it was, over a reload", () => {
  const first = correlationsOf(correlation("three", 3))
  expect(first.length).toBe(1)
  const live = liveCorrelations(first, { now: () => nowMs })
  const out: Event[] = []
  live.stage(hit(1), out)
  live.stage(hit(2), out)
  live.use(correlationsOf(correlation("three", 3), correlation("two", 2)))
  live.stage(hit(3), out)
  expect(out.map((alert) => alert["rule.id"])).toEqual(["three"])
})

test("one that has changed begins anew, one that is gone is silent", () => {
  const live = liveCorrelations(correlationsOf(correlation("a", 2), correlation("b", 2)), {
    now: () => nowMs,
  })
  const out: Event[] = []
  live.stage(hit(1), out)
  live.use(correlationsOf(correlation("a", 3)))
  for (const i of [2, 3]) live.stage(hit(i), out)
  expect(out).toEqual([])
  live.stage(hit(4), out)
  expect(out.map((alert) => alert["rule.id"])).toEqual(["a"])
})
