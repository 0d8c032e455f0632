import type { Event } from "../ecs/event.ts"

export const ruleLevels = ["informational", "low", "medium", "high", "critical"] as const
export type RuleLevel = (typeof ruleLevels)[number]

/** A detection rule as loaded. Everything that can be refused was refused when it was loaded. */
export interface Rule {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly level: RuleLevel
  readonly tags: readonly string[]
  readonly falsePositives: readonly string[]
  /** Who wrote it: licences of rules ask that alerts say so. */
  readonly authors?: readonly string[]
  readonly references?: readonly string[]
  readonly license?: string
  readonly logsource: Readonly<Record<"product" | "category" | "service", string | undefined>>
  /** It raises no alert, it only marks the event (`generate: false`, or the base of a correlation). */
  readonly silent?: boolean
  /** Hash of the rule's text: a changed rule is another version. */
  readonly version: string
  readonly file: string
  /** The YAML text, shown on the alert page. */
  readonly text: string
}

/** A predicate that held: on this field this value, because of this pattern. */
export interface Matched {
  readonly field: string
  readonly value: string
  readonly pattern: string
}

export interface RefusedRule {
  readonly file: string
  readonly line?: number
  readonly id?: string
  /** What is wrong and what to do. */
  readonly reason: string
}

/** The rules that a program runs, arranged so that an event meets only those it could match. */
export interface RuleSet {
  readonly rules: readonly Rule[]
  readonly refused: readonly RefusedRule[]
  /** Calls `found` for each rule that matches; no allocation per rule that doesn't. */
  match(event: Event, found: (rule: Rule) => void): void
  /** Why a rule matches; empty if it doesn't. Slower than `match`. */
  explain(event: Event, rule: Rule): readonly Matched[]
}
