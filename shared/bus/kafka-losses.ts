import type { Deps } from "../config/define.ts"

/** Records that the brokers' retention deleted before a group had read them. */
export interface Losses {
  lost(topic: string, count: number): void
  problems(): readonly string[]
}

export function openLosses({ metrics }: Pick<Deps, "metrics">): Losses {
  const lost = new Map<string, number>()
  const counted = metrics.counter(
    "vedette_bus_deleted_unread_records_total",
    "Records that Kafka's retention deleted before they were read.",
    ["topic"],
  )
  return {
    lost(topic, count) {
      counted.inc({ topic }, count)
      lost.set(topic, (lost.get(topic) ?? 0) + count)
    },
    problems: () =>
      [...lost].map(
        ([topic, count]) =>
          `LOST: Kafka deleted ${count} records of ${topic} before they were read; ` +
          "its retention is too short for the outage there was",
      ),
  }
}
