import { definer } from "#shared/config/define.ts"
import type { Stage } from "#shared/pipeline/types.ts"

/** Knows something about addresses, users or hosts, and says it on the event. */
export interface Enricher extends AsyncDisposable {
  /** Reads tables held in memory. Never overwrites what the source said. */
  readonly enrich: Stage
  /** Brings the tables up to date, beside the path; a bad new table leaves the old one in force. */
  refresh?(signal: AbortSignal): Promise<void>
  /** What keeps it from knowing all it should, in words for a person. */
  problems?(): readonly string[]
}

export const defineEnricher = definer<Enricher>()
