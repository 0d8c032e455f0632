import type { Deps } from "#shared/config/define.ts"
import { opening } from "#shared/config/opening.ts"
import { type Change, refuseIfAll } from "#shared/config/reload-change.ts"
import { openSeen } from "#shared/config/seen.ts"
import { loadRulesBeside } from "./normalise/load.ts"
import { type Normaliser, normaliserOf, openNormaliser } from "./normalise.ts"

/** The rule tree in force. */
export interface LiveNormaliser extends Normaliser {
  /**
   * Loads another, file by file so that no event waits; it is in force from the commit on, between
   * two events. Undefined where nothing in the folders has changed.
   * @throws OptionError where it cannot be loaded, or all of it is refused
   */
  prepare(directories: readonly string[]): Promise<Change | undefined>
}

export function liveNormaliser(
  directories: readonly string[],
  { log }: Pick<Deps, "log">,
): LiveNormaliser {
  const seen = openSeen(directories)
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
      const print = seen.news(directories)
      if (print === undefined) return
      const tree = await opening("rules.normalize", () => loadRulesBeside(directories))
      refuseIfAll("rules.normalize", tree)
      const next = normaliserOf(tree)
      return {
        commit() {
          current = next
          seen.take(print)
          for (const { file, reason } of tree.refused)
            log.warn("a rule is refused", { "file.path": file, "error.message": reason })
        },
      }
    },
  }
}
