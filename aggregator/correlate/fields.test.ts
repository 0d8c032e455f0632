import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { parseDocuments } from "#shared/sigma/documents.ts"
import { compileRules } from "#shared/sigma/rules.ts"
import { correlateStage } from "./stage.ts"

const rules = `
title: Failed logon
id: base
name: failed_logon
logsource: { product: windows, service: security }
detection: { s: { EventID: 4625 }, condition: s }
---
title: Guessing
id: guessing
name: guessing
correlation:
  type: event_count
  rules: [failed_logon]
  group-by: [IpAddress]
  timespan: 5m
  condition: { gte: 2 }
---
title: Spraying
id: spraying
correlation:
  type: value_count
  rules: [failed_logon]
  group-by: [IpAddress]
  timespan: 5m
  condition: { gte: 2, field: TargetUserName }
---
title: Guessing again
id: again
correlation:
  type: event_count
  rules: [guessing]
  group-by: [IpAddress]
  timespan: 5m
  condition: { gte: 1 }
`

/** As the collector marks it: the field that rules name stands where the provider put it. */
const event = (index: number, name: string, more: Partial<Event> = {}): Event => ({
  "@timestamp": `2026-03-01T12:00:0${index}.000Z`,
  "event.id": String(index),
  "event.code": "4625",
  "vedette.matches": ["base"],
  "vendor.winlog.channel": "Security",
  "vendor.winlog.event_data.IpAddress": "203.0.113.9",
  "vendor.winlog.event_data.TargetUserName": name,
  ...more,
})

function alertsOf(events: readonly Event[]) {
  const { correlations, refused } = compileRules(parseDocuments("rules.yaml", rules, []))
  expect(refused).toEqual([])
  const out: Event[] = []
  const stage = correlateStage(correlations, { now: () => Date.UTC(2026, 2, 1, 12) })
  for (const one of events) stage(one, out)
  return out
}

test("groups and counted fields may be called as the base rule calls them", () => {
  const found = alertsOf([event(1, "anna"), event(2, "berta")])
  expect(found.map((alert) => alert["rule.id"]).sort()).toEqual(["again", "guessing", "spraying"])
  for (const alert of found) expect(alert["source.ip"]).toBe("203.0.113.9")
})

test("other groups and the same value once more do not count", () => {
  const other = { "vendor.winlog.event_data.IpAddress": "203.0.113.10" }
  expect(alertsOf([event(1, "anna"), event(2, "berta", other)])).toEqual([])
  const same = alertsOf([event(1, "anna"), event(2, "anna")])
  expect(same.map((alert) => alert["rule.id"])).not.toContain("spraying")
})
