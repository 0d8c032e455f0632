import type { Metrics } from "../telemetry/metrics.ts"

/** Counts what came from networks that may not send. */
export const strangersOf = (metrics: Metrics) =>
  metrics.counter(
    "vedette_source_strangers_total",
    "Connections and datagrams from networks that may not send (allow).",
    ["source", "transport"],
  )
