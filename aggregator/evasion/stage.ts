import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Stage } from "#shared/pipeline/types.ts"
import { alertOf } from "#shared/sigma/alert.ts"
import type { Rule } from "#shared/sigma/types.ts"
import { type TextKind, textOfEvent } from "./kinds.ts"
import type { Score } from "./scorer.ts"

export interface EvasionStageOptions {
  /** Texts whose scores are remembered. */
  readonly textsMax: number
  /** Longer texts are scored by their beginning. */
  readonly textCharsMax: number
  /** The same text on the same host raises one alert in so long. */
  readonly suppressMs: number
  /** Alerts that are remembered for it. */
  readonly suppressedMax: number
}

export const evasionStageDefaults: EvasionStageOptions = {
  textsMax: 20_000,
  textCharsMax: 8192,
  suppressMs: 3_600_000,
  suppressedMax: 10_000,
}

const namedMax = 3

/** Codes of Windows' events that a kind of text is made for; others repeat it (network, images, …). */
const codes: Readonly<Record<TextKind, readonly string[]>> = {
  process_creation: ["1", "4688"],
  powershell: ["4104"],
  proxy: [],
  registry: ["12", "13", "14", "4657"],
}

/**
 * Scores the text of an event, writes what it found, and raises an alert that names the rules that
 * an evasion comes nearest to. None where the nearest of them fired on the event itself.
 * @param tagsOf ATT&CK tags of a rule in force
 */
export function evasionStage(
  score: (text: string, kind: TextKind) => Score,
  tagsOf: (id: string) => readonly string[],
  { now, metrics }: Pick<Deps, "now" | "metrics">,
  options: Partial<EvasionStageOptions> = {},
): Stage {
  const limits = { ...evasionStageDefaults, ...options }
  const scores = new Map<string, Score>()
  const told = new Map<string, { readonly ms: number; readonly eventId: string }>()
  const scored = metrics.counter(
    "vedette_evasion_scored_total",
    "Texts scored, by kind and outcome.",
    ["kind", "outcome"],
  )

  const scoreOf = (text: string, kind: TextKind): Score => {
    const key = `${kind} ${text}`
    const known = scores.get(key) ?? score(text, kind)
    remember(scores, key, known, limits.textsMax)
    return known
  }

  const isNew = (text: string, host: string, eventId: string): boolean => {
    const key = JSON.stringify([host, text])
    const last = told.get(key)
    if (last && now() - last.ms < limits.suppressMs) return last.eventId === eventId // redelivered
    remember(told, key, { ms: now(), eventId }, limits.suppressedMax)
    return true
  }

  return (event, out) => {
    if (event["vedette.stream"] !== undefined && event["vedette.stream"] !== "events") return
    const found = textOfEvent(event as Readonly<Record<string, unknown>>)
    if (!found || !fits(event, found.kind)) return
    const text = found.text.slice(0, limits.textCharsMax)
    const result = scoreOf(text, found.kind)
    scored.inc({ kind: found.kind, outcome: result.outcome })
    const named = result.rules.slice(0, namedMax)
    event["vedette.evasion.score"] = result.score
    event["vedette.evasion.outcome"] = result.outcome
    if (result.outcome !== "malicious") return
    event["vedette.evasion.rules"] = named.map(({ id }) => id)
    const nearest = named[0]
    if (!nearest || event["vedette.matches"]?.includes(nearest.id)) return
    const host = String(event["host.name"] ?? event["host.hostname"] ?? "")
    if (isNew(text, host, event["event.id"] ?? ""))
      out.push(evasionAlert(event, text, result, tagsOf, now()))
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
  text: string,
  { score, rules }: Score,
  tagsOf: (id: string) => readonly string[],
  createdMs: number,
): Event {
  const fired = event["vedette.matches"] ?? []
  const named = rules.slice(0, namedMax).filter(({ id }) => !fired.includes(id))
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
  const matched = named.map(({ id, title }) => ({ field: id, value: text, pattern: title }))
  const alert = alertOf(rule, { event, eventIds, matched, createdMs })
  alert["vedette.evasion.score"] = score
  alert["vedette.evasion.outcome"] = "malicious"
  alert["vedette.evasion.rules"] = named.map(({ id }) => id)
  return alert
}
