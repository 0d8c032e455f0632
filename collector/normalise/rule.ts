import { type Event, setField } from "#shared/ecs/event.ts"
import type { Predicate } from "./when.ts"

export interface NormaliseContext {
  /** Named by the configuration or the sender. */
  readonly dataset?: string | undefined
  /** IANA zone of stamps that carry none. */
  readonly zone: string
  /** Stamps without a year lie before it. */
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
  /** The wire format of the dataset's records, for sources that name the dataset alone. */
  readonly format?: string
  readonly when: Predicate
  /** The selection as written, for the router. */
  readonly selection: unknown
  readonly steps: readonly Step[]
  /** Names of the steps, for the explanation. */
  readonly stepNames: readonly string[]
  readonly children: readonly NormaliseRule[]
}

/** What one rule did to an event, step by step. */
export interface Applied {
  readonly rule: string
  readonly steps: readonly {
    readonly step: string
    readonly wrote: Event
    readonly removed: string[]
  }[]
}

/** Runs the rule and its children. With a `trail`, tells there what each did; that is slow. */
export function applyRule(
  rule: NormaliseRule,
  event: Event,
  context: NormaliseContext,
  trail?: Applied[],
): void {
  setField(event, "event.dataset", rule.dataset)
  setField(event, "event.module", rule.dataset.split(".", 1)[0]!)
  if (trail) explainSteps(rule, event, context, trail)
  else for (const step of rule.steps) step(event, context)
  for (const child of rule.children) if (child.when(event)) applyRule(child, event, context, trail)
}

function explainSteps(
  { name, steps, stepNames }: NormaliseRule,
  event: Event,
  context: NormaliseContext,
  trail: Applied[],
): void {
  const told = steps.map((step, i) => {
    const before = { ...event } as Record<string, unknown>
    step(event, context)
    const after = event as Record<string, unknown>
    const wrote = Object.entries(after).filter(([field, value]) => before[field] !== value)
    const removed = Object.keys(before).filter((field) => !Object.hasOwn(after, field))
    return { step: stepNames[i] ?? "", wrote: Object.fromEntries(wrote) as Event, removed }
  })
  trail.push({ rule: name, steps: told })
}
