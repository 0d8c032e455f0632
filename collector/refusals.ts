import type { Deps } from "#shared/config/define.ts"
import type { Ledger } from "#shared/pipeline/ledger.ts"

/** Counters of what listeners turn away, and what to call it where they have no reason. */
const counters = [
  ["vedette_source_refused_requests_total", "request"],
  ["vedette_source_connections_refused_total", "too many connections"],
  ["vedette_source_handshakes_refused_total", "handshake"],
  ["vedette_source_framing_errors_total", "framing error"],
] as const

/**
 * Brings what listeners turned away into the ledger, from the metrics in which they count it. Call
 * what it returns before each report.
 */
export function refusalsIn({ metrics }: Pick<Deps, "metrics">, ledger: Pick<Ledger, "refuse">) {
  const known = new Map<string, number>()
  return async () => {
    for (const [name, what] of counters) {
      const { values } = (await metrics.find(name)?.get()) ?? { values: [] }
      for (const { labels, value } of values) {
        const { source = "", reason } = labels as { source?: string; reason?: string }
        const text = reason === undefined ? what : `${what}: ${reason}`
        const key = `${name} ${source} ${reason}`
        const more = value - (known.get(key) ?? 0)
        known.set(key, value)
        if (more > 0) ledger.refuse(String(source), text, more)
      }
    }
  }
}
