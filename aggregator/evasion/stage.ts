import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Stage } from "#shared/pipeline/types.ts"
import { alertOf } from "#shared/sigma/alert.ts"
import type { Rule } from "#shared/sigma/types.ts"
import { type TextKind, textOfEvent } from "./kinds.ts"
import type { Score } from "./scorer.ts"
import type { Watch } from "./watch.ts"

export interface EvasionStageOptions {
  /** Texts whose scores are remembered. */
  readonly textsMax: number
  /** Longer texts are scored by their beginning. */
  readonly textCharsMax: number
  /** The same text on the same host raises one alert in so long. */
  readonly suppressMs: number
  /** Alerts that are remembered for it. */
  readonly suppressedMax: number
  /** Evasions of one rule raise so many alerts in 24 hours, on whatever text and host. */
  readonly ruleAlertsADayMax: number
}

export const evasionStageDefaults: EvasionStageOptions = {
  textsMax: 20_000,
  textCharsMax: 8192,
  suppressMs: 3_600_000,
  suppressedMax: 10_000,
  ruleAlertsADayMax: 50,
}

const namedMax = 3
const tokensMax = 20

/** Codes of Windows' events that a kind of text is made for; others repeat it (network, images, …). */
const codes: Readonly<Record<TextKind, readonly string[]>> = {
  process_creation: ["1", "4688"],
  powershell: ["4104"],
  proxy: [],
  registry: ["12", "13", "14", "4657"],
}

export type Scorer = (text: string, kind: TextKind) => Score

export interface EvasionParts {
  /** What scores now: undefined while there is no model. Another one forgets what is remembered. */
  readonly scorer: () => Scorer | undefined
  /** ATT&CK tags of a rule in force. */
  readonly tagsOf: (id: string) => readonly string[]
  /** A person has said of the text that it is benign. */
  readonly isBenign: (text: string) => boolean
  readonly watch: Pick<Watch, "scored" | "alerted">
}

/**
 * Scores the text of an event, writes what it found, and raises an alert that names the rules that
 * an evasion comes nearest to. None where one of them fired on the event itself.
 */
export function evasionStage(
  { scorer, tagsOf, isBenign, watch }: EvasionParts,
  { now }: Pick<Deps, "now">,
  options: Partial<EvasionStageOptions> = {},
): Stage {
  const limits = { ...evasionStageDefaults, ...options }
  const scoreOf = rememberingScores(scorer, watch, limits.textsMax)
  const stateOf = openSuppression(now, limits)
  const isTooMany = openRuleLimit(now, limits)
  return (event, out) => {
    if (event["vedette.stream"] !== undefined && event["vedette.stream"] !== "events") return
    const found = textOfEvent(event as Readonly<Record<string, unknown>>)
    if (!found || !fits(event, found.kind)) return
    const text = found.text.slice(0, limits.textCharsMax)
    const scored = scoreOf(text, found.kind)
    if (!scored) return
    const result = scored.outcome === "malicious" && isBenign(text) ? benign(scored) : scored
    event["vedette.evasion.score"] = result.score
    event["vedette.evasion.outcome"] = result.outcome
    if (result.outcome !== "malicious") return
    const named = result.rules.slice(0, namedMax)
    event["vedette.evasion.rules"] = named.map(({ id }) => id)
    const fired = event["vedette.matches"]
    if (named.length === 0 || named.some(({ id }) => fired?.includes(id))) return
    const host = String(event["host.name"] ?? event["host.hostname"] ?? "")
    const state = stateOf(text, host, event["event.id"] ?? "")
    const isSuppressed = state === "told" || (state === "new" && isTooMany(named[0]!.id))
    watch.alerted(isSuppressed)
    if (!isSuppressed) out.push(evasionAlert(event, { ...found, text }, result, tagsOf, now()))
  }
}

/** What a person has said counts more. */
const benign = (score: Score): Score => ({ ...score, outcome: "benign" })

function rememberingScores(
  scorer: EvasionParts["scorer"],
  watch: EvasionParts["watch"],
  textsMax: number,
): (text: string, kind: TextKind) => Score | undefined {
  const scores = new Map<string, Score>()
  let of: Scorer | undefined
  return (text, kind) => {
    const score = scorer()
    if (score !== of) scores.clear()
    of = score
    if (!score) return undefined
    const key = `${kind} ${text}`
    const before = scores.get(key)
    const known = before ?? score(text, kind)
    watch.scored(kind, known, before !== undefined)
    remember(scores, key, known, textsMax)
    return known
  }
}

/** Whether a text is to be told of on a host, was told of not long ago, or its event came again. */
function openSuppression(
  now: () => number,
  { suppressMs, suppressedMax }: EvasionStageOptions,
): (text: string, host: string, eventId: string) => "new" | "told" | "again" {
  const told = new Map<string, { readonly ms: number; readonly eventId: string }>()
  return (text, host, eventId) => {
    const key = JSON.stringify([host, text])
    const last = told.get(key)
    if (last && now() - last.ms < suppressMs) return last.eventId === eventId ? "again" : "told"
    remember(told, key, { ms: now(), eventId }, suppressedMax)
    return "new"
  }
}

const dayMs = 86_400_000

/** One rule that is near to what a site does all day must not hide the others. */
function openRuleLimit(
  now: () => number,
  { ruleAlertsADayMax, suppressedMax }: EvasionStageOptions,
): (rule: string) => boolean {
  const days = new Map<string, { readonly startMs: number; count: number }>()
  return (rule) => {
    const last = days.get(rule)
    const day = last && now() - last.startMs < dayMs ? last : { startMs: now(), count: 0 }
    remember(days, rule, day, suppressedMax)
    return ++day.count > ruleAlertsADayMax
  }
}

function remember<V>(map: Map<string, V>, key: string, value: V, max: number): void {
  map.delete(key)
  map.set(key, value) // the youngest is last
  if (map.size > max) map.delete(map.keys().next().value!)
}

function fits(event: Event, kind: TextKind): boolean {
  const code = String(event["event.code"] ?? "")
  return kind === "proxy" || !/^\d+$/.test(code) || codes[kind].includes(code)
}

function evasionAlert(
  event: Event,
  { text, field }: { readonly text: string; readonly field: string },
  { score, rules, tokens }: Score & { readonly tokens?: readonly string[] },
  tagsOf: (id: string) => readonly string[],
  createdMs: number,
): Event {
  const named = rules.slice(0, namedMax)
  const rule: Rule = {
    id: "vedette-evasion",
    title: `Evasion of: ${named[0]!.title}`,
    level: "high",
    version: "1",
    description: "The text comes near what the rules named here look for, and none of it fired.",
    tags: tagsOf(named[0]!.id),
    falsePositives: [],
    logsource: { product: undefined, category: undefined, service: undefined },
    file: "",
    text: "",
  }
  const eventIds = [event["event.id"] ?? ""]
  const matched = named.map(({ title }) => ({ field, value: text, pattern: `near: ${title}` }))
  const alert = alertOf(rule, { event, eventIds, matched, createdMs })
  delete alert["vedette.collector"] // it did not raise it: its ledger knows nothing of it
  alert["vedette.evasion.score"] = score
  alert["vedette.evasion.outcome"] = "malicious"
  alert["vedette.evasion.rules"] = named.map(({ id }) => id)
  if (tokens && tokens.length > 0) alert["vedette.evasion.tokens"] = tokens.slice(0, tokensMax)
  return alert
}
