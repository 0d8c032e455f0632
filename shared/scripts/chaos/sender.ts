import type { Life } from "./life.ts"
import type { Load } from "./plan.ts"
import type { SentRecord } from "./sent.ts"

/** Where senders send to. */
export interface Ways {
  /** Address of the HTTP intake. */
  readonly intake: string
  readonly syslogPort: number
  /** Folder whose files are followed. */
  readonly files: string
  /** The collector as it runs now. */
  life(): Life
}

/**
 * Sends all of a load, however often that must be tried; rejects when aborted before. What it gives
 * is called once no process of the collector is left that took some of it.
 */
export type Sender = (
  load: Load,
  record: SentRecord,
  ways: Ways,
  signal: AbortSignal,
) => Promise<(() => void) | undefined>

/** An RFC 5424 line. */
export const syslogLine = (text: string) =>
  `<13>1 ${new Date().toISOString()} host chaos - - - ${text}`
