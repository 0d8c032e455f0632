import type { Deps } from "#shared/config/define.ts"
import { opening } from "#shared/config/opening.ts"
import { type Change, refuseIfAll } from "#shared/config/reload-change.ts"
import { openSeen } from "#shared/config/seen.ts"
import { loadRulesBeside } from "#shared/sigma/load-beside.ts"
import { type LoadedRules, loadRules } from "#shared/sigma/rules.ts"
import type { RefusedRule } from "#shared/sigma/types.ts"

/** The detection rules in force. */
export interface LiveRules {
  readonly current: LoadedRules
  /**
   * Loads others in a thread of its own; they are in force from the commit on, between two batches.
   * Undefined where nothing in the folders has changed.
   * @throws OptionError where they cannot be loaded, or all of them are refused
   */
  prepare(directories: readonly string[]): Promise<Change | undefined>
}

export function liveRules(directories: readonly string[], { log }: Pick<Deps, "log">): LiveRules {
  const seen = openSeen(directories)
  let current = loadRules(directories)
  return {
    get current() {
      return current
    },
    async prepare(directories) {
      const print = seen.news(directories)
      if (print === undefined) return
      const next = await opening("rules.detect", () => loadRulesBeside(directories))
      refuseIfAll("rules.detect", { ...next, rules: [...next.rules, ...next.switchedOff] })
      return {
        commit() {
          current = next
          seen.take(print)
          tellRules(current, log)
        },
      }
    },
  }
}

/** Says which rules are refused and what else is wrong with them. */
export function tellRules(
  { refused, warnings }: Pick<LoadedRules, "refused" | "warnings">,
  log: Deps["log"],
): void {
  const tell = (what: string, one: RefusedRule) =>
    log.warn(what, {
      "file.path": one.line === undefined ? one.file : `${one.file}:${one.line}`,
      ...(one.id !== undefined && { "rule.id": one.id }),
      "error.message": one.reason,
    })
  for (const one of refused) tell("a rule is refused", one)
  for (const one of warnings) tell("an overlay or a filter has no effect", one)
}
