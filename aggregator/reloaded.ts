import type { Given } from "#shared/config/reload.ts"
import type { Change } from "#shared/config/reload-change.ts"
import { AggregatorConfig } from "./config.ts"
import { foldersOf } from "./live-rules.ts"

/** What can change while the aggregator runs; all else only a start reads. */
const live = ["inFlightBytesMax", "enrich", "evasion", "rules", "console"]
const fixed = [
  ...Object.keys(AggregatorConfig.entries).filter((key) => !live.includes(key)),
  ...["host", "port", "tls", "behindTls", "usersFile"].map((key) => `console.${key}`),
]

/** The new console's options where the old one's address has to stay. */
export function inPlace(
  next: AggregatorConfig,
  { console: started }: AggregatorConfig,
): AggregatorConfig {
  const { host, port, tls, behindTls } = started
  return { ...next, console: { ...next.console, host, port, tls, behindTls } }
}

export const ruleFolders = ({ rules }: AggregatorConfig) => foldersOf(rules)

export const reloadOptions = (
  path: string,
  before: string,
  { watch: isWatched }: AggregatorConfig,
  prepare: (next: Given<AggregatorConfig>) => Promise<Change>,
) => ({
  path,
  schema: AggregatorConfig,
  fixed,
  folders: ruleFolders,
  before,
  isWatched,
  prepare,
})
