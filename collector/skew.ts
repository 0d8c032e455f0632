import type { Deps } from "#shared/config/define.ts"
import { type Event, fieldOf } from "#shared/ecs/event.ts"
import type { Stage } from "#shared/pipeline/types.ts"

/** On events whose stamp lies further in the future than a clock that is well can be. */
export const futureTag = "timestamp_in_future"

const bucketsSeconds = [-86_400, -3600, -300, -60, -5, 0, 1, 5, 15, 60, 300, 900, 3600, 86_400]

/**
 * How old events are when they are received, by source: what is late, and whose clock is wrong. An
 * event stamped more than `futureSecondsMax` after its receipt is tagged; it is neither moved nor
 * kept back.
 */
export function skewStage(
  { metrics, now }: Pick<Deps, "metrics" | "now">,
  futureSecondsMax: number,
): Stage {
  const lateness = metrics.histogram(
    "vedette_source_lateness_seconds",
    "Receipt less the event's own stamp: above zero it came late, below zero it is from the future.",
    ["source"],
    bucketsSeconds,
  )
  const future = metrics.counter(
    "vedette_source_future_events_total",
    "Events stamped further in the future than futureSecondsMax.",
    ["source"],
  )
  let created: string | undefined
  let createdMs = 0
  return (event) => {
    if (event["vedette.stream"] !== "events") return
    if (event["event.created"] !== created) {
      created = event["event.created"]
      createdMs = Date.parse(created ?? "") || now()
    }
    const stamp = event["@timestamp"]
    const seconds = stamp === created ? 0 : (createdMs - Date.parse(stamp ?? "")) / 1000
    if (Number.isNaN(seconds)) return
    const source = event["vedette.source"] ?? ""
    lateness.observe({ source }, seconds)
    if (-seconds <= futureSecondsMax) return
    future.inc({ source })
    addTag(event)
  }
}

const valuesOf = (event: Event, name: string): readonly unknown[] => {
  const value = fieldOf(event, name) ?? []
  return Array.isArray(value) ? value : [value]
}

function addTag(event: Event): void {
  const known = valuesOf(event, "tags").map(String)
  if (!known.includes(futureTag)) event.tags = [...known, futureTag]
}
