import { type Event, setField } from "#shared/ecs/event.ts"
import type { Predicate } from "./when.ts"

export interface NormaliseContext {
  /** Named by the configuration or the sender. */
  readonly dataset?: string | undefined
  /** IANA zone of stamps that carry none. */
  readonly zone: string
  /** The moment that stamps without a year are nearest to. */
  readonly referenceMs: number
}

/** One thing a rule does to an event. Total: where it does not apply it leaves the event as it is. */
export type Step = (event: Event, context: NormaliseContext) => void

/** Makes a step of what the YAML says; throws an Error that says what is wrong, at load only. */
export type StepMaker = (value: unknown) => Step

/** A node of the tree. At the root the first that matches is taken; below, all that match. */
export interface NormaliseRule {
  readonly name: string
  readonly dataset: string
  readonly file: string
  readonly when: Predicate
  /** The selection as written, for the router. */
  readonly selection: unknown
  readonly steps: readonly Step[]
  readonly children: readonly NormaliseRule[]
}

export function applyRule(
  rule: NormaliseRule,
  event: Event,
  context: NormaliseContext,
  trail?: string[],
): void {
  trail?.push(rule.name)
  setField(event, "event.dataset", rule.dataset)
  setField(event, "event.module", rule.dataset.split(".", 1)[0]!)
  for (const step of rule.steps) step(event, context)
  for (const child of rule.children) if (child.when(event)) applyRule(child, event, context, trail)
}
