import type { Deps } from "#shared/config/define.ts"
import { logsourceText } from "#shared/sigma/logsource.ts"
import type { Rule } from "#shared/sigma/types.ts"
import type { CollectorConfig } from "./config.ts"
import { dormantOf, producedBy, sentBy } from "./rules/dormant.ts"

/** Rules that no event of the sources can reach, by their logsource. */
export function dormantNow(
  rules: () => readonly Rule[],
  config: () => CollectorConfig,
  { metrics }: Pick<Deps, "metrics">,
): () => Record<string, number> {
  let sent: { readonly of: CollectorConfig; readonly what: ReturnType<typeof sentBy> } | undefined
  let known: { readonly of: readonly Rule[]; readonly asleep: readonly Rule[] } | undefined
  const asleep = () => {
    const now = config()
    if (sent?.of !== now || known?.of !== rules()) {
      if (sent?.of !== now)
        sent = { of: now, what: sentBy(now.sources, producedBy(now.rules.normalize)) }
      known = { of: rules(), asleep: dormantOf(rules(), sent.what) }
    }
    return known.asleep
  }
  metrics.gauge("vedette_collector_rules_dormant", "Rules that no event here can reach.", [], (g) =>
    g.set(asleep().length),
  )
  return () => {
    const groups = Map.groupBy(asleep(), ({ logsource }) => logsourceText(logsource))
    return Object.fromEntries([...groups].map(([logsource, { length }]) => [logsource, length]))
  }
}
