import type { Deps } from "#shared/config/define.ts"
import { opening } from "#shared/config/opening.ts"
import { type Change, refuseIfAll } from "#shared/config/reload-change.ts"
import { loadRulesBeside } from "./normalise/load.ts"
import { type Normaliser, normaliserOf, openNormaliser } from "./normalise.ts"

/** The rule tree in force. */
export interface LiveNormaliser extends Normaliser {
  /**
   * Loads another, file by file so that no event waits; it is in force from the commit on, between
   * two events.
   * @throws OptionError where it cannot be loaded, or all of it is refused
   */
  prepare(directories: readonly string[]): Promise<Change>
}

export function liveNormaliser(
  directories: readonly string[],
  { log }: Pick<Deps, "log">,
): LiveNormaliser {
  let current = openNormaliser(directories)
  return {
    apply: (event, context, trail) => current.apply(event, context, trail),
    stage: (event, out) => current.stage(event, out),
    formatOf: (dataset) => current.formatOf(dataset),
    get datasets() {
      return current.datasets
    },
    get refused() {
      return current.refused
    },
    async prepare(directories) {
      const tree = await opening("rules.normalize", () => loadRulesBeside(directories))
      refuseIfAll("rules.normalize", tree)
      const next = normaliserOf(tree)
      return {
        commit() {
          current = next
          for (const { file, reason } of tree.refused)
            log.warn("a rule is refused", { "file.path": file, "error.message": reason })
        },
      }
    },
  }
}
