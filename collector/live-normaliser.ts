import type { Deps } from "#shared/config/define.ts"
import { errorText } from "#shared/telemetry/log.ts"
import { loadRulesBeside } from "./normalise/load.ts"
import { type Normaliser, normaliserOf, openNormaliser } from "./normalise.ts"

/** The rule tree in force. */
export interface LiveNormaliser extends Normaliser {
  /**
   * Loads it anew, file by file so that no event waits, and switches between two events. The one in
   * force stays where the new one cannot be loaded, or where all of it is refused.
   */
  reload(): Promise<void>
}

export function liveNormaliser(
  directories: readonly string[],
  { log }: Pick<Deps, "log">,
): LiveNormaliser {
  let current = openNormaliser(directories)
  let loading: Promise<void> | undefined
  const load = async () => {
    try {
      const tree = await loadRulesBeside(directories)
      if (tree.rules.length === 0 && tree.refused.length > 0)
        throw new Error(tree.refused[0]?.reason)
      current = normaliserOf(tree)
      log.info("the rule tree is loaded anew", { "vedette.rules": tree.rules.length })
      for (const { file, reason } of tree.refused)
        log.warn("a rule is refused", { "file.path": file, "error.message": reason })
    } catch (cause) {
      log.warn("the rule tree could not be loaded anew; the one in force stays", {
        "error.message": errorText(cause),
      })
    }
    loading = undefined
  }
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
    reload() {
      loading ??= load()
      return loading
    },
  }
}
