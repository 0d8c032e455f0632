import { resolve, sep } from "node:path"
import type { Deps } from "#shared/config/define.ts"
import { opening } from "#shared/config/opening.ts"
import { type Change, refuseIfAll } from "#shared/config/reload-change.ts"
import { openSeen } from "#shared/config/seen.ts"
import type { Stage } from "#shared/pipeline/types.ts"
import { loadRulesBeside } from "#shared/sigma/load-beside.ts"
import { type LoadedRules, loadRules } from "#shared/sigma/rules.ts"
import type { Rule } from "#shared/sigma/types.ts"
import type { AggregatorConfig } from "./config.ts"
import { liveCorrelations } from "./correlate/stage.ts"

type Folders = AggregatorConfig["rules"]

/** Rules and correlations in force at the centre. */
export interface LiveRules {
  readonly current: LoadedRules
  byId(id: string): Rule | undefined
  /** What they were loaded from. */
  readonly folders: Folders
  /** The correlations, as a stage. What has not changed goes on counting where it was. */
  readonly correlate: Stage
  /**
   * Undefined where nothing in the folders has changed.
   * @throws OptionError where they cannot be loaded, or all of them are refused
   */
  prepare(folders: Folders): Promise<Change | undefined>
}

/** The overlay may lie within another folder, and is read once. */
export function foldersOf({ detect, correlate, overlay }: Folders): string[] {
  const named = [...detect, ...correlate]
  const isBelow = (folder: string) =>
    `${resolve(overlay ?? "")}${sep}`.startsWith(`${resolve(folder)}${sep}`)
  return overlay === undefined || named.some(isBelow) ? named : [...named, overlay]
}

export function liveRules(first: Folders, deps: Pick<Deps, "now">): LiveRules {
  let folders = first
  const seen = openSeen(foldersOf(folders))
  let current = loadRules(foldersOf(folders))
  let byId = indexed(current)
  const correlations = liveCorrelations(current.correlations, deps)
  return {
    get current() {
      return current
    },
    get folders() {
      return folders
    },
    byId: (id) => byId.get(id),
    correlate: correlations.stage,
    async prepare(wanted) {
      const print = seen.news(foldersOf(wanted))
      if (print === undefined) return
      const next = await opening("rules", () => loadRulesBeside(foldersOf(wanted)))
      const read = [...next.rules, ...next.correlations, ...next.switchedOff]
      refuseIfAll("rules", { ...next, rules: read })
      return {
        commit() {
          current = next
          folders = wanted
          seen.take(print)
          byId = indexed(next)
          correlations.use(next.correlations)
        },
      }
    },
  }
}

const indexed = ({ rules, correlations }: LoadedRules) =>
  new Map([...rules, ...correlations.map(({ rule }) => rule)].map((rule) => [rule.id, rule]))
