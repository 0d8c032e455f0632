import type { Change } from "../config/reload-change.ts"
import type { Source } from "./types.ts"

/** A source that can do more than be read, for reloads and a clean stop. */
export interface LiveSource<Item> extends Source<Item> {
  /**
   * Takes in no more. What has come before can still be read; then the reading has to be aborted.
   * Without it, a source has nothing that the abort would leave behind.
   */
  closeIntake?(): Promise<void>
  /**
   * Checks new options, reads their files anew and opens what they ask for, beside what there is.
   * Without it, a source whose options change is closed and opened anew.
   * @param isChanged false where the options are the same: then only files can be new
   * @throws OptionError where they can't be used: then all is as it was
   */
  prepare?(options: unknown, isChanged: boolean): Promise<Change>
  /** What a person should know and what does not keep it from working. */
  notices?(): readonly string[]
}
