import { definer } from "#shared/config/define.ts"
import type { LiveSource } from "#shared/pipeline/live-source.ts"
import type { Raw } from "#shared/pipeline/types.ts"

/** Beside `Deps`, what a source may ask of its collector. */
export interface SourceWorld {
  /** True while the spool is full: listeners answer 429, stop reading, close the TCP window. */
  readonly isFull: () => boolean
  /** The datasets that normalisation knows, for sources where the sender names one. */
  readonly datasets: readonly string[]
  /** Counts records of the source that are lost for good (the kernel's drops), for the ledger. */
  readonly drop: (source: string, reason: string, count: number) => void
}

/** Defines a source: where raw records come from. Options begin with `type` and `name`. */
export const defineSource = definer<LiveSource<Raw>, SourceWorld>()
