import { isMap } from "#shared/sigma/selection.ts"

/**
 * How many rules no collector has events for: of each logsource that all of them call dormant, as
 * many as the collector that knows fewest. `statuses` are what programs last said of themselves.
 */
export function dormantEverywhere(
  statuses: readonly { readonly body: Readonly<Record<string, unknown>> }[],
): number {
  const told = statuses.flatMap(({ body: { program, rules } }) =>
    program === "collector" && isMap(rules) && isMap(rules["dormant"]) ? [rules["dormant"]] : [],
  )
  const [first, ...others] = told
  if (!first) return 0
  return Object.keys(first).reduce((sum, logsource) => {
    const counts = [first, ...others].map((dormant) =>
      Object.hasOwn(dormant, logsource) ? Number(dormant[logsource]) || 0 : 0,
    )
    return sum + Math.min(...counts)
  }, 0)
}
