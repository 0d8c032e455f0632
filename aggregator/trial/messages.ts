import type { Event } from "#shared/ecs/event.ts"
import type { Matched, RefusedRule, Rule } from "#shared/sigma/types.ts"

/** What the thread that tries rules is asked. */
export type Ask =
  | {
      readonly kind: "load"
      /** What is tried, as one or several YAML documents. */
      readonly text: string
      /** Texts of rules that it stands on, or that are changed by it. */
      readonly beside: readonly string[]
      /** Where the values of placeholders stand, where the text asks for any. */
      readonly folders: readonly string[]
    }
  | { readonly kind: "events"; readonly events: readonly Event[] }
  | { readonly kind: "finish" }

/** A rule or correlation of what is tried. */
export type TriedRule = Pick<Rule, "id" | "title" | "level"> & {
  readonly isCorrelation: boolean
}

export interface Hit {
  readonly rule: string
  /** Number of the event among all that were given; of a correlation that of its last. */
  readonly event: number
  readonly matched: readonly Matched[]
  /** Of a correlation: how many events it stands on. */
  readonly events?: number
}

export type Answer =
  | {
      readonly kind: "loaded"
      readonly rules: readonly TriedRule[]
      readonly filters: readonly string[]
      readonly refused: readonly RefusedRule[]
      readonly warnings: readonly RefusedRule[]
    }
  | {
      readonly kind: "tried"
      /** Of those events, the numbers of all that match. */
      readonly matched: readonly number[]
      /** Those that may be part of a correlation. */
      readonly kept: readonly number[]
      readonly hits: readonly Hit[]
      readonly ms: number
    }
  | { readonly kind: "finished"; readonly hits: readonly Hit[] }
  | { readonly kind: "failed"; readonly cause: string }
