import { readFileSync } from "node:fs"
import type { Deps } from "#shared/config/define.ts"
import { loadRulesBeside } from "#shared/sigma/load-beside.ts"
import { type LoadedRules, loadRules } from "#shared/sigma/rules.ts"
import type { RefusedRule } from "#shared/sigma/types.ts"
import { errorText } from "#shared/telemetry/log.ts"

/** SIGHUP asks a service for a reload; to a program on a terminal it says that the terminal is gone. */
export function reloadOnHangUp(...live: readonly { reload(): Promise<void> }[]): void {
  if (hasTerminal()) return
  process.on("SIGHUP", () => {
    for (const each of live) void each.reload()
  })
}

function hasTerminal(): boolean {
  try {
    // what follows the name in brackets: state, parent, group, session, terminal
    const [, fields = ""] = readFileSync("/proc/self/stat", "latin1").split(/\) (?!.*\) )/s)
    return fields.split(" ")[4] !== "0"
  } catch {
    return true
  }
}

/** The detection rules in force. */
export interface LiveRules {
  readonly current: LoadedRules
  /**
   * Loads them anew in a thread of its own and switches between two batches. Those in force stay
   * where the new ones cannot be loaded, or where all of them are refused.
   */
  reload(): Promise<void>
}

export function liveRules(directories: readonly string[], { log }: Pick<Deps, "log">): LiveRules {
  let current = loadRules(directories)
  let loading: Promise<void> | undefined
  let isAsked = false
  const load = async () => {
    do {
      isAsked = false
      try {
        const next = await loadRulesBeside(directories)
        if (next.rules.length === 0 && next.refused.length > 0)
          throw new Error(next.refused[0]?.reason)
        current = next
        log.info("the rules are loaded anew", { "vedette.rules": current.rules.length })
        tellRules(current, log)
      } catch (cause) {
        log.warn("the rules could not be loaded anew; those in force stay", {
          "error.message": errorText(cause),
        })
      }
    } while (isAsked)
    loading = undefined
  }
  return {
    get current() {
      return current
    },
    reload() {
      isAsked = true
      loading ??= load()
      return loading
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
