import type { Deps } from "#shared/config/define.ts"
import type { Ledger, LedgerWatcher } from "#shared/pipeline/ledger.ts"
import type { LedgerRow } from "#shared/pipeline/ledger-row.ts"

/** What the ledger counts, as metrics: since the start, by source. */
export function ledgerMetrics({ metrics }: Pick<Deps, "metrics">): LedgerWatcher {
  const events = metrics.counter(
    "vedette_ledger_events_total",
    "Events by what happened to them here: received, unparsed; published where a spool is before the bus.",
    ["source", "outcome"],
  )
  const alerts = metrics.counter("vedette_ledger_alerts_total", "Alerts raised here.", ["source"])
  const dropped = metrics.counter(
    "vedette_ledger_dropped_total",
    "Events lost for good, by reason.",
    ["source", "reason"],
  )
  const refused = metrics.counter(
    "vedette_ledger_refused_total",
    "Requests and connections turned away, by reason.",
    ["source", "reason"],
  )
  return {
    written({ source, received, unparsed, alerts: raised, ...row }: LedgerRow) {
      events.inc({ source, outcome: "received" }, received)
      events.inc({ source, outcome: "unparsed" }, unparsed)
      alerts.inc({ source }, raised)
      for (const [reason, count] of Object.entries(row.dropped))
        dropped.inc({ source, reason }, count)
      for (const [reason, count] of Object.entries(row.refused))
        refused.inc({ source, reason }, count)
    },
    published({ source }: LedgerRow, carried: number) {
      events.inc({ source, outcome: "published" }, carried)
    },
  }
}

/** Gauges that are read when they are asked for. */
export function watchLedger(ledger: Ledger, { metrics, now }: Pick<Deps, "metrics" | "now">): void {
  metrics.gauge(
    "vedette_ledger_spooled",
    "Events in the spool, received since the start and not yet published.",
    ["source"],
    (gauge) => {
      for (const [source, count] of ledger.spooled()) gauge.set({ source }, count)
    },
  )
  metrics.gauge(
    "vedette_source_last_seconds",
    "Time since an event of the source was received.",
    ["source"],
    (gauge) => {
      for (const [source, lastMs] of lastOf(ledger.rows()))
        gauge.set({ source }, Math.max(0, now() - lastMs) / 1000)
    },
  )
}

function lastOf(rows: readonly LedgerRow[]): Map<string, number> {
  const last = new Map<string, number>()
  for (const { source, lastMs } of rows)
    if (lastMs > 0) last.set(source, Math.max(lastMs, last.get(source) ?? 0))
  return last
}
