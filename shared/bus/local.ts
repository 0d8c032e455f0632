import { join } from "node:path"
import * as v from "valibot"
import type { Deps } from "../config/define.ts"
import { bytes, text } from "../config/units.ts"
import { realDisk } from "./disk.ts"
import { damageIn } from "./log-quarantine.ts"
import { type LogReader, logsIn, openLogsReader } from "./log-reader.ts"
import type { LogWriter } from "./log-types.ts"
import { openLogWriter } from "./log-writer.ts"
import type { Bus } from "./types.ts"

export const localBusOptions = v.strictObject({
  type: v.literal("local"),
  directory: v.optional(text("Folder that collector and aggregator share."), "data/bus"),
  bytesMax: v.optional(
    bytes("Size of what a collector keeps for the aggregator; when full, sources wait.", 1 << 20),
    4 * 1024 ** 3,
  ),
})

export type LocalBusOptions = v.InferOutput<typeof localBusOptions>

/** The bus of a one-machine site: each writer has a log of its own, readers read them all. */
export function localBus(options: LocalBusOptions & { readonly writer: string }, deps: Deps): Bus {
  let opening: { readonly log: Promise<LogWriter> } | undefined
  const writer = () => {
    const { bytesMax } = options
    const directory = join(options.directory, options.writer)
    opening ??= {
      log: openLogWriter({ directory, bytesMax }, deps).catch((cause) => {
        opening = undefined // the next one tries again: the disk may have been full
        throw cause
      }),
    }
    return opening.log
  }
  const readers = new Map<string, LogReader>()
  return {
    async publish(records, signal) {
      signal.throwIfAborted()
      await (await writer()).append(records, signal)
    },
    subscribe(topics, group) {
      const reader = openLogsReader(options.directory, group, topics, deps)
      readers.set(group, reader)
      return reader
    },
    async health() {
      const own = opening ? (await opening.log).problems() : []
      const readings = [...readers.values()].flatMap((reader) => reader.problems())
      const damage = logsIn(options.directory).flatMap((log) => damageIn(log, realDisk))
      const lag = Object.fromEntries([...readers].map(([group, { lag }]) => [group, lag]))
      return { problems: [...own, ...readings], notices: damage, lag }
    },
    async [Symbol.asyncDispose]() {
      if (opening) await (await opening.log)[Symbol.asyncDispose]()
    },
  }
}
