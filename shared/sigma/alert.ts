import { createHash } from "node:crypto"
import { type Event, fieldOf, setField } from "../ecs/event.ts"
import { threatOf } from "./attack.ts"
import type { Matched, Rule, RuleLevel } from "./types.ts"

/** A rule's level as `event.severity`: the middle of each fifth and quarter that SIEMs agree on. */
export const severityOf: Readonly<Record<RuleLevel, number>> = {
  informational: 10,
  low: 21,
  medium: 47,
  high: 73,
  critical: 99,
}

/** Parts of the origin event that an alert repeats, so that it can be read and grouped alone. */
const copied =
  /^(?:host|user|source|destination|process|file|url|dns|registry|user_agent|service|group)\./
const ofSource = [
  "event.dataset",
  "vedette.source",
  "vedette.collector",
  "vedette.batch",
  "vedette.repeat",
  "vedette.letter",
] as const
const copiedAlso = ["event.module", "event.code", "event.action"] as const

const matchedCharsMax = 16_384
const matchedValueCharsMax = 1024

/** What an alert says of the events it stands on. */
export interface Ground {
  /** The origin event, or the last of several. */
  readonly event: Event
  readonly eventIds: readonly string[]
  readonly matched: readonly Matched[]
  readonly createdMs: number
}

/**
 * The alert of a rule. Its id is made of the rule, its version and the events: whoever finds the
 * same again writes the same document.
 */
export function alertOf(rule: Rule, { event, eventIds, matched, createdMs }: Ground): Event {
  const alert: Event = {
    "event.kind": "alert",
    "event.id": alertId(rule, eventIds),
    "event.created": new Date(createdMs).toISOString(),
    "event.severity": severityOf[rule.level],
    "rule.id": rule.id,
    "rule.name": rule.title,
    "rule.ruleset": "sigma",
    "rule.version": rule.version,
    ...threatOf(rule.tags),
    "vedette.stream": "alerts",
    "vedette.event_ids": eventIds,
    "vedette.matched": matchedText(matched),
    message: sentence(rule, event),
  }
  if (event["@timestamp"] !== undefined) alert["@timestamp"] = event["@timestamp"]
  if (rule.description) alert["rule.description"] = rule.description
  if (rule.authors) alert["rule.author"] = rule.authors
  if (rule.references?.[0]) alert["rule.reference"] = rule.references[0]
  if (rule.license) alert["rule.license"] = rule.license
  if (rule.tags.length > 0) alert.tags = rule.tags
  copyOrigin(event, alert)
  return alert
}

export function alertId(rule: Rule, eventIds: readonly string[]): string {
  const text = JSON.stringify([rule.id, rule.version, ...eventIds])
  return createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url")
}

function copyOrigin(event: Event, alert: Event): void {
  for (const name of Object.keys(event)) {
    const value = copied.test(name) ? fieldOf(event, name) : undefined
    if (value !== undefined) setField(alert, name, value)
  }
  for (const name of [...ofSource, ...copiedAlso]) {
    const value = fieldOf(event, name)
    if (value !== undefined) setField(alert, name, value)
  }
}

function matchedText(matched: readonly Matched[]): string {
  const kept: Matched[] = []
  let chars = 2
  for (const { field, value, pattern } of matched) {
    const item = {
      field,
      value: value.slice(0, matchedValueCharsMax),
      pattern: pattern.slice(0, matchedValueCharsMax),
    }
    chars += JSON.stringify(item).length + 1
    if (chars > matchedCharsMax) break
    kept.push(item)
  }
  return JSON.stringify(kept)
}

function sentence(rule: Rule, event: Event): string {
  const parts = [
    ["on", event["host.name"] ?? event["host.hostname"]],
    ["by", event["user.name"]],
    ["from", event["source.ip"]],
  ].map(([word, value]) => (value ? ` ${word} ${String(value).slice(0, 256)}` : ""))
  return `${rule.title}${parts.join("")}`
}
