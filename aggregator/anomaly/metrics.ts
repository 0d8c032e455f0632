import type { Deps } from "#shared/config/define.ts"
import type { Buckets } from "./buckets.ts"
import type { Budget } from "./budget.ts"
import type { KindStanding } from "./watch.ts"

interface Parts {
  readonly standing: () => readonly KindStanding[]
  readonly buckets: Buckets
  readonly budget: Budget
}

/** Returns what counts an alert of a kind. */
export function anomalyMetrics(
  { standing, buckets, budget }: Parts,
  { metrics }: Pick<Deps, "metrics">,
): (kind: string) => void {
  const alerts = metrics.counter("vedette_anomaly_alerts_total", "Alerts of unusual behaviour.", [
    "kind",
  ])
  metrics.gauge(
    "vedette_anomaly_entities",
    "Entities whose usual behaviour is known.",
    ["kind"],
    (gauge) => {
      for (const { kind, entities } of standing()) gauge.set({ kind }, entities)
    },
  )
  metrics.gauge(
    "vedette_anomaly_ready",
    "1 when enough is learnt of a kind that alerts are raised.",
    ["kind"],
    (gauge) => {
      for (const { kind, readiness } of standing())
        gauge.set({ kind }, Number(readiness === "ready"))
    },
  )
  metrics.gauge(
    "vedette_anomaly_threshold",
    "The score from which on an alert is raised.",
    [],
    (gauge) => gauge.set(budget.threshold),
  )
  metrics.gauge(
    "vedette_anomaly_suppressed",
    "Since the start: what was strange enough and not told, by the budget of a day or as told already.",
    [],
    (gauge) => gauge.set(budget.suppressed),
  )
  metrics.gauge(
    "vedette_anomaly_late_events",
    "Since the start: events that came when their span was closed, and were not counted.",
    [],
    (gauge) => gauge.set(buckets.late),
  )
  metrics.gauge(
    "vedette_anomaly_uncounted_events",
    "Since the start: events of entities beyond the limit.",
    [],
    (gauge) => gauge.set(buckets.overflowed),
  )
  return (kind) => alerts.inc({ kind })
}
