import type { Event } from "#shared/ecs/event.ts"
import type { Stage } from "#shared/pipeline/types.ts"
import { type LoadedTree, loadRules, type RefusedFile } from "./normalise/load.ts"
import { related } from "./normalise/related.ts"
import { routerOf } from "./normalise/route.ts"
import {
  type Applied,
  applyRule,
  type NormaliseContext,
  type NormaliseRule,
} from "./normalise/rule.ts"

export interface Normaliser {
  /** The rule tree as a stage, for events whose dataset nobody named. */
  readonly stage: Stage
  /**
   * Applies the tree. `dataset` leads straight to the rules of that dataset. With a `trail`, tells
   * there which rules applied, outermost first, and what each step did.
   */
  apply(event: Event, context: NormaliseContext, trail?: Applied[]): void
  /** The wire format in which a dataset comes, where its rules say one. */
  formatOf(dataset: string): string | undefined
  /** Names of all datasets that rules write, and of their modules: what a source may name. */
  readonly datasets: readonly string[]
  readonly refused: readonly RefusedFile[]
}

/** Loads the rule tree from folders. A rule that is wrong is refused by name; the others run. */
export function openNormaliser(directories: readonly string[]): Normaliser {
  return normaliserOf(loadRules(directories))
}

export function normaliserOf({ rules, refused }: LoadedTree): Normaliser {
  const route = routerOf(rules)
  const byDataset = byName(rules)
  const apply = (event: Event, context: NormaliseContext, trail?: Applied[]) => {
    const rule = choose(event, context, byDataset, route)
    if (rule) applyRule(rule, event, context, trail)
    related(event)
  }
  return {
    apply,
    formatOf: (dataset) => byDataset.get(dataset)?.find(({ format }) => format)?.format,
    stage: (event) => {
      if (event["event.kind"] === "pipeline_error") return
      apply(event, { zone: "UTC", referenceMs: Date.parse(event["event.created"] ?? "") || 0 })
    },
    datasets: [...byDataset.keys()].sort(),
    refused,
  }
}

/** The rules of each dataset, and under a module's name those of all its datasets. */
function byName(rules: readonly NormaliseRule[]): Map<string, NormaliseRule[]> {
  const names = Map.groupBy(rules, (rule) => rule.dataset.split(".", 1)[0]!)
  for (const [dataset, list] of Map.groupBy(rules, (rule) => rule.dataset)) names.set(dataset, list)
  return names
}

/**
 * Of a named dataset the rule whose condition holds, else what the router finds among the same
 * product's, else its only rule. Without a name what the router finds.
 */
function choose(
  event: Event,
  { dataset }: NormaliseContext,
  byDataset: ReadonlyMap<string, readonly NormaliseRule[]>,
  route: (event: Event) => NormaliseRule | undefined,
): NormaliseRule | undefined {
  const named = dataset === undefined ? undefined : byDataset.get(dataset)
  if (!named) return dataset === undefined ? route(event) : undefined
  const fit = named.find((rule) => rule.when(event))
  if (fit) return fit
  const module = dataset!.split(".", 1)[0]
  const near = route(event)
  if (near && near.dataset.split(".", 1)[0] === module) return near
  return named.length === 1 ? named[0] : undefined
}
