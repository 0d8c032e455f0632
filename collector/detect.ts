import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Stage } from "#shared/pipeline/types.ts"
import { alertOf, severityOf } from "#shared/sigma/alert.ts"
import type { Rule, RuleSet } from "#shared/sigma/types.ts"

export interface DetectOptions {
  /** Alerts that one event raises at most: those of the highest level. All matches are recorded. */
  readonly alertsPerEventMax?: number
}

/**
 * Writes on each event which rules it matches, and pushes an alert for each that asks for one.
 * It reads the rule set anew for each event, so that a reload takes effect at once.
 */
export function detectStage(
  rules: RuleSet | (() => RuleSet),
  deps: Pick<Deps, "now" | "metrics">,
  { alertsPerEventMax = 100 }: DetectOptions = {},
): Stage {
  const current = typeof rules === "function" ? rules : () => rules
  const hits = deps.metrics.counter(
    "vedette_collector_rule_hits_total",
    "Events that matched a detection rule",
    ["rule"],
  )
  return (event, out) => {
    if ((event["vedette.stream"] ?? "events") !== "events") return
    const ruleSet = current()
    const matches: Rule[] = []
    ruleSet.match(event, (rule) => matches.push(rule))
    if (matches.length === 0) return
    for (const { id } of matches) hits.inc({ rule: id })
    event["vedette.matches"] = matches.map(({ id }) => id).sort()
    for (const rule of loudest(matches, alertsPerEventMax)) {
      out.push(alert(ruleSet, rule, event, deps.now()))
    }
  }
}

function alert(ruleSet: RuleSet, rule: Rule, event: Event, createdMs: number): Event {
  const eventIds = [String(event["event.id"] ?? "")]
  return alertOf(rule, { event, eventIds, matched: ruleSet.explain(event, rule), createdMs })
}

const loudest = (matches: readonly Rule[], most: number): Rule[] =>
  matches
    .filter(({ silent }) => !silent)
    .sort((a, b) => severityOf[b.level] - severityOf[a.level] || (a.id < b.id ? -1 : 1))
    .slice(0, most)
