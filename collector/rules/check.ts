import { placeOf } from "#shared/sigma/documents.ts"
import { logsourceText } from "#shared/sigma/logsource.ts"
import { type LoadedRules, loadRules } from "#shared/sigma/rules.ts"
import type { RefusedRule } from "#shared/sigma/types.ts"
import { dormantOf, type Produced } from "./dormant.ts"

export interface CheckResult {
  readonly loaded: number
  readonly correlations: number
  readonly refused: readonly RefusedRule[]
  /** Overlays and filters for rules that are not there. */
  readonly warnings: readonly RefusedRule[]
  /** Ids that an overlay disabled. */
  readonly disabled: readonly string[]
  /** Ids of filters in force. */
  readonly filters: readonly string[]
  /** Rules that no event of this site can reach. */
  readonly dormant: readonly {
    readonly file: string
    readonly id: string
    readonly logsource: string
  }[]
}

/** `rules check`: what loads, what is refused and why, and what would never see an event. */
export function checkRules(
  directories: readonly string[],
  produced: readonly Produced[] = [],
): CheckResult {
  return accountOf(loadRules(directories), produced)
}

export function accountOf(rules: LoadedRules, produced: readonly Produced[]): CheckResult {
  const asleep = produced.length === 0 ? [] : dormantOf(rules.rules, produced)
  return {
    loaded: rules.rules.length,
    correlations: rules.correlations.length,
    refused: rules.refused,
    warnings: rules.warnings,
    disabled: rules.disabled,
    filters: rules.filters,
    dormant: asleep.map(({ file, id, logsource }) => ({
      file,
      id,
      logsource: logsourceText(logsource),
    })),
  }
}

/** For the terminal: refusals and warnings line by line, dormant rules by their logsource. */
export function checkText(result: CheckResult): string {
  const { loaded, correlations, refused, warnings, disabled, filters, dormant } = result
  const counts = [
    `${loaded} rules and ${correlations} correlations loaded`,
    `${refused.length} refused`,
    `${dormant.length} dormant`,
    ...(disabled.length > 0 ? [`${disabled.length} disabled`] : []),
  ]
  return [
    ...refused.map((one) => `refused  ${placeOf(one)}: ${one.reason}`),
    ...warnings.map((one) => `warning  ${placeOf(one)}: ${one.reason}`),
    ...dormantLines(dormant),
    ...filters.map((id) => `filter   ${id}: its condition must hold as well, as it is written`),
    counts.join(", "),
  ].join("\n")
}

/** So many rules of one logsource are told one by one; of more, the first. */
const namedMax = 3

function dormantLines(dormant: CheckResult["dormant"]): string[] {
  const groups = [...Map.groupBy(dormant, ({ logsource }) => logsource)]
  groups.sort(([, a], [, b]) => b.length - a.length)
  return groups.flatMap(([logsource, rules]) => {
    const shown = rules.slice(0, namedMax).map(({ file, id }) => `           ${file} (${id})`)
    const more = rules.length - shown.length
    return [
      `dormant  ${rules.length} of ${logsource}: no source or dataset of this site sends such events`,
      ...shown,
      ...(more > 0 ? [`           and ${more} more`] : []),
    ]
  })
}
