import type { Event } from "#shared/ecs/event.ts"
import { compileSelection } from "#shared/sigma/selection.ts"

export type Predicate = (event: Event) => boolean

/** Compiles `when` and `if`, in Sigma's notation over the fields as they are; none always holds. */
export function compileWhen(selection: unknown): Predicate {
  return selection === undefined || selection === null ? () => true : compileSelection(selection)
}
