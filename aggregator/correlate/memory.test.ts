import { heapStats } from "bun:jsc"
import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { parseDocuments } from "#shared/sigma/documents.ts"
import { compileRules } from "#shared/sigma/rules.ts"
import { correlateStage, liveCorrelations } from "./stage.ts"

const rules = `
title: Failed logon
id: base
name: failed
logsource: { product: windows, service: security }
detection: { s: { EventID: 4625 }, condition: s }
---
title: Guessing
id: guessing
correlation:
  type: event_count
  rules: [failed]
  group-by: [source.ip]
  timespan: 1m
  condition: { gte: 3 }
`
const { correlations } = compileRules(parseDocuments("rules.yml", rules, []))
const noon = Date.UTC(2026, 2, 1, 12)

const open = () => correlateStage(correlations, { now: () => noon })

const failed = (n: number, ip: string, stampMs: number, cameMs = stampMs): Event => ({
  "@timestamp": new Date(stampMs).toISOString(),
  "event.created": new Date(cameMs).toISOString(),
  "event.id": `e${n}`,
  "source.ip": ip,
  "vedette.matches": ["base"],
})

test("what no window looks at any more is forgotten, in groups that go on and in those that ended", () => {
  const stage = open()
  const held = (from: number, to: number) => {
    for (let n = from; n < to; n++)
      stage(
        failed(
          n,
          n % 2 ? "192.0.2.1" : `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
          noon + n * 200,
        ),
        [],
      )
    Bun.gc(true)
    return heapStats().objectCount
  }
  const before = held(0, 10_000)
  expect(held(10_000, 40_000) - before).toBeLessThan(10_000)
})

test("a stamp of the future makes nothing forgotten", () => {
  const stage = open()
  const out: Event[] = []
  stage(failed(1, "192.0.2.1", noon), out)
  stage(failed(2, "192.0.2.1", noon + 1000), out)
  stage(failed(3, "192.0.2.1", noon + 3_600_000, noon + 2000), out)
  stage(failed(4, "192.0.2.1", noon + 3000), out)
  expect(out).toHaveLength(1)
  expect(out[0]!["vedette.event_ids"]).toEqual(["e1", "e2", "e4"])
})

test("what comes late finds what it belongs to", () => {
  const stage = open()
  const out: Event[] = []
  for (const [n, seconds] of [0, 100, 1, 2].entries())
    stage(failed(n, "192.0.2.1", noon + seconds * 1000, noon + 100_000), out)
  expect(out.map((alert) => alert["vedette.event_ids"])).toEqual([["e0", "e2", "e3"]])
})

test("of more matches than may be held, the groups heard of least recently go", () => {
  const { stage } = liveCorrelations(correlations, { now: () => noon }, 10)
  const out: Event[] = []
  const hear = (n: number, ip: string) => stage(failed(n, ip, noon + n), out)
  for (const n of [1, 2]) hear(n, "192.0.2.1")
  for (let n = 3; n < 11; n++) hear(n, `192.0.2.${n}`)
  hear(11, "192.0.2.99") // the eleventh
  hear(12, "192.0.2.1")
  expect(out).toHaveLength(0)
  for (const n of [13, 14]) hear(n, "192.0.2.1")
  expect(out.map((alert) => alert["vedette.event_ids"])).toEqual([["e12", "e13", "e14"]])
})
