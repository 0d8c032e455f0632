import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { futureTag, skewStage } from "./skew.ts"

const now = Date.UTC(2026, 0, 10)
const stamped = (offsetMs: number, more: Event = {}): Event => ({
  "@timestamp": new Date(now + offsetMs).toISOString(),
  "event.created": new Date(now).toISOString(),
  "vedette.stream": "events",
  "vedette.source": "s",
  ...more,
})

function open() {
  const metrics = openMetrics()
  return { metrics, stage: skewStage({ metrics, now: () => now }, 300) }
}

test("an event from more than five minutes ahead is tagged, others are left as they are", () => {
  const { stage } = open()
  const tagsAt = (ms: number, more: Event = {}) => {
    const event = stamped(ms, more)
    stage(event, [])
    return event.tags
  }
  expect(tagsAt(301_000)).toEqual([futureTag])
  expect(tagsAt(86_400_000, { tags: ["own"] })).toEqual(["own", futureTag])
  expect(tagsAt(300_000)).toBeUndefined()
  expect(tagsAt(-27 * 3_600_000)).toBeUndefined()
})

test("how late events come is a histogram by source, the future below zero", async () => {
  const { metrics, stage } = open()
  for (const ms of [-30_000, 0, 600_000, -27 * 3_600_000]) stage(stamped(ms), [])
  const text = await metrics.text()
  const below = (seconds: number | string) =>
    Number(
      new RegExp(`lateness_seconds_bucket\\{le="${seconds}",source="s"\\} (\\d+)`).exec(text)?.[1],
    )
  expect([below(-300), below(0), below(60), below(86_400), below("\\+Inf")]).toEqual([
    1, 2, 3, 3, 4,
  ])
  expect(text).toContain('vedette_source_future_events_total{source="s"} 1')
})

test("a stamp that is none, and what is not an event, count for nothing", async () => {
  const { metrics, stage } = open()
  stage(stamped(0, { "@timestamp": "never" }), [])
  stage(stamped(900_000, { "vedette.stream": "pipeline" }), [])
  expect(await metrics.text()).not.toContain('source="s"')
})
