import type { Target } from "./define.ts"

export interface Plan {
  readonly seed: number
  readonly targets: readonly { readonly target: Target; readonly ms: number }[]
}

/** Shares the time out by weight. */
export function plan(targets: readonly Target[], ms: number, seed: number): Plan {
  const weightOf = ({ weight = 1 }: Target) => weight
  const sum = targets.reduce((all, target) => all + weightOf(target), 0)
  return { seed, targets: targets.map((target) => ({ target, ms: (ms * weightOf(target)) / sum })) }
}
