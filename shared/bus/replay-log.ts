import { join } from "node:path"
import type { Deps } from "../config/define.ts"
import { type LocalBusOptions, localBus } from "./local.ts"
import type { Bus } from "./types.ts"

/** Where the logs of replays lie: apart from those of collectors, so that little is read to find them. */
export const replayFolder = (busFolder: string): string => join(busFolder, "replays")

/** The group of all collectors that share a Kafka: each letter is read by one of them. */
export const replayGroup = (topicPrefix: string): string => `${topicPrefix}replay`

/**
 * The local bus for one who sends replays.
 * @param writer who sends: each needs a name of its own, since a log has one writer
 */
export const replayBus = (options: LocalBusOptions, writer: string, deps: Deps): Bus =>
  localBus({ ...options, directory: replayFolder(options.directory), writer }, deps)
