import { threatOf } from "#shared/sigma/attack.ts"
import type { Correlation } from "#shared/sigma/correlation.ts"
import { logsourceText } from "#shared/sigma/logsource.ts"
import type { LoadedRules } from "#shared/sigma/rules.ts"
import { isMap } from "#shared/sigma/selection.ts"
import type { Rule } from "#shared/sigma/types.ts"
import type { RuleBook } from "../overlay/book.ts"
import type { Change } from "../overlay/change.ts"
import { type CollectorRules, ruleReports } from "../rule-reports.ts"
import type { Bars, Document, Store, Terms } from "../store/types.ts"
import type { Costs, RuleCost } from "../trial/costs.ts"
import { alertStreams } from "./question.ts"
import { judgedByRule, type VerdictCounts, verdictCounts } from "./rule-verdicts.ts"
import { stepFor } from "./time.ts"

export const ruleStates = ["in force", "dormant", "switched off"] as const
export type RuleState = (typeof ruleStates)[number]

/** A rule as the list shows it. */
export interface RuleRow {
  readonly rule: Rule
  readonly isCorrelation: boolean
  readonly state: RuleState
  /** Written here, in the console. */
  readonly isOwn: boolean
  /** What this site changes of it. */
  readonly changes: readonly Change[]
  readonly tactics: readonly string[]
  /** Alerts in the time that was asked for; undefined for a rule that raises none. */
  readonly hits: number | undefined
  /** Events that it matched at the collectors, since these started. */
  readonly matched: number
  /** How many collectors run it as it stands here, of all that have said what they run. */
  readonly runs: { readonly same: number; readonly of: number }
  /** 0: never, as far as is known. */
  readonly lastMs: number
  readonly bars: readonly number[]
  readonly verdicts: VerdictCounts
  /** As it was measured last. */
  readonly cost: RuleCost | undefined
}

const termsMax = 1_000
const barsMax = 24

interface Asked {
  readonly fromMs: number
  readonly toMs: number
  readonly nowMs: number
  readonly costs: Costs | undefined
}

/** All rules with what came of them, and what the answer leaves out, in words. */
export async function ruleRows(
  store: Store,
  book: RuleBook,
  { fromMs, toMs, nowMs, costs }: Asked,
  signal: AbortSignal,
) {
  const scope = { streams: alertStreams, query: { is: "all" }, fromMs, toMs } as const
  const stepMs = stepFor(toMs - fromMs, barsMax)
  const [terms, bars, statuses, judged, reports] = await Promise.all([
    store.terms(scope, "rule.id", termsMax, signal),
    store.histogram(scope, stepMs, "rule.id", signal),
    store.documents("status"),
    judgedByRule(store, nowMs, signal),
    ruleReports(store),
  ])
  const loaded = book.loaded()
  const overlay = book.overlay()
  const series = seriesOf(bars, { fromMs, toMs, stepMs })
  const hitsOf = new Map(terms.values.map((term) => [term.value, term]))
  const stateOf = statesIn(loaded, asleepIn(statuses))
  const matchesOf = matchesIn(reports)
  const changed = new Map(overlay?.all().map(({ rule, changes }) => [rule, changes]))
  const all = listed(loaded)
  const rows = all.map(({ rule, isCorrelation }): RuleRow => {
    const found = hitsOf.get(rule.id)
    const { matched, lastMs } = matchesOf(rule.id)
    return {
      ...{ rule, isCorrelation, state: stateOf(rule), tactics: tacticsOf(rule) },
      isOwn: overlay?.isOwn(rule.file) === true,
      changes: changed.get(rule.id) ?? [],
      hits: found?.count ?? (rule.silent ? undefined : 0),
      ...{ matched, lastMs: Math.max(found?.lastMs ?? 0, lastMs) },
      bars: series(rule.id),
      runs: runsOf(reports, rule, loaded.disabled),
      verdicts: verdictCounts(judged.get(rule.id)),
      cost: costs?.byRule.get(rule.id),
    }
  })
  const strangers = strangersIn(
    reports,
    all.map(({ rule }) => rule.id),
  )
  return { rows, strangers, caveats: caveatsOf(terms, bars) }
}

/** Of a rule: how many events it matched at all collectors, and when one last did. */
function matchesIn(reports: readonly CollectorRules[]) {
  return (id: string) => {
    const all = reports.flatMap(({ hits }) => hits.get(id) ?? [])
    const matched = all.reduce((sum, { count }) => sum + count, 0)
    return { matched, lastMs: Math.max(0, ...all.map(({ lastMs }) => lastMs)) }
  }
}

/** One that is switched off runs as it should where it does not run. */
function runsOf(reports: readonly CollectorRules[], rule: Rule, disabled: readonly string[]) {
  const wanted = disabled.includes(rule.id) ? undefined : rule.version
  const same = reports.filter(({ versions }) => versions.get(rule.id) === wanted).length
  return { same, of: reports.length }
}

/** What a collector runs and this aggregator does not know. */
export interface Strangers {
  readonly collector: string
  readonly ids: readonly string[]
}

function strangersIn(reports: readonly CollectorRules[], ids: readonly string[]): Strangers[] {
  const known = new Set(ids)
  return reports.flatMap(({ collector, versions }) => {
    const others = [...versions.keys()].filter((id) => !known.has(id))
    return others.length > 0 ? [{ collector, ids: others }] : []
  })
}

/** All rules and correlations that there are, also those that are switched off. */
export function listed({ rules, correlations, switchedOff }: LoadedRules) {
  return [
    ...rules.map((rule) => ({ rule, isCorrelation: false })),
    ...correlations.map(({ rule }) => ({ rule, isCorrelation: true })),
    ...switchedOff.map((rule) => ({ rule, isCorrelation: /^correlation:/m.test(rule.text) })),
  ]
}

/** A rule or a correlation by its id, also one that is switched off. */
export const ruleAt = (book: RuleBook | undefined, id: string) =>
  book && listed(book.loaded()).find(({ rule }) => rule.id === id)

/** Of a rule: whether an event can reach it. */
export function statesIn(loaded: LoadedRules, isAsleep: (rule: Rule) => boolean) {
  const off = new Set(loaded.disabled)
  const byId = new Map(loaded.rules.map((rule) => [rule.id, rule]))
  const counted = new Map(loaded.correlations.map((one) => [one.rule.id, one]))
  const sleeps = (id: string, depth = 0): boolean => {
    const rule = byId.get(id)
    if (rule) return isAsleep(rule)
    const correlation: Correlation | undefined = counted.get(id)
    if (!correlation || depth > 8) return false
    return correlation.rules.every((base) => sleeps(base, depth + 1))
  }
  return ({ id }: Rule): RuleState =>
    off.has(id) ? "switched off" : sleeps(id) ? "dormant" : "in force"
}

/** A rule is dormant where each collector that has been heard says so of its logsource. */
export function asleepIn(statuses: readonly Pick<Document, "body">[]): (rule: Rule) => boolean {
  const told = statuses.flatMap(({ body: { program, rules } }) =>
    program === "collector" && isMap(rules) && isMap(rules["dormant"]) ? [rules["dormant"]] : [],
  )
  return ({ logsource }) =>
    told.length > 0 && told.every((dormant) => Object.hasOwn(dormant, logsourceText(logsource)))
}

export const tacticsOf = ({ tags }: Pick<Rule, "tags">): readonly string[] => {
  const names = threatOf(tags)["threat.tactic.name"]
  return names === undefined ? [] : [names].flat().map(String)
}

interface Span {
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
}

/** By the id of a rule: its alerts by step, with the steps that have none. */
export function seriesOf({ buckets }: Bars, { fromMs, toMs, stepMs }: Span) {
  const first = Math.floor(fromMs / stepMs) * stepMs
  const length = Math.max(1, Math.ceil((toMs - first) / stepMs))
  const found = new Map<string, number[]>()
  for (const bucket of buckets)
    for (const [id, count] of Object.entries(bucket.counts)) {
      const series = found.get(id) ?? Array.from({ length }, () => 0)
      const at = Math.round((bucket.fromMs - first) / stepMs)
      if (at >= 0 && at < length) series[at] = (series[at] ?? 0) + count
      found.set(id, series)
    }
  return (id: string): readonly number[] => found.get(id) ?? []
}

function caveatsOf(terms: Terms, bars: Bars): readonly string[] {
  return [...new Set([...terms.caveats, ...bars.caveats])]
}
