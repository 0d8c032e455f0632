import type { LoadedRules } from "#shared/sigma/rules.ts"
import { foldersOf, type LiveRules } from "../live-rules.ts"
import { type Overlay, openOverlay } from "./overlay.ts"

/** All rules that the aggregator knows, and where a site's own and its changes lie. */
export interface RuleBook {
  readonly loaded: () => LoadedRules
  readonly folders: () => readonly string[]
  /** Absent where no folder is configured: then nothing can be saved. */
  readonly overlay: () => Overlay | undefined
  /** Asks that the folders be read again at once. */
  readonly reload: () => void
}

export function bookOf(
  rules: Pick<LiveRules, "current" | "folders">,
  reload: () => void,
): RuleBook {
  let overlay: Overlay | undefined
  return {
    reload,
    loaded: () => rules.current,
    folders: () => foldersOf(rules.folders),
    overlay() {
      const directory = rules.folders.overlay
      if (directory === undefined) return undefined
      if (overlay?.directory !== directory) overlay = openOverlay(directory)
      return overlay
    },
  }
}
