import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { pause } from "../pipeline/retrying.ts"
import type { Batch, Source } from "../pipeline/types.ts"
import { LogCursor } from "./log-cursor.ts"
import type { Delivered, Topic } from "./types.ts"

const pollMs = 25

/** Reads one log for a group. */
export function openLogReader(
  directory: string,
  group: string,
  topics: readonly Topic[],
): Source<Delivered> {
  return readLogs(() => [directory], group, topics)
}

/** Reads every log below a folder, also those that appear later. */
export function openLogsReader(
  folder: string,
  group: string,
  topics: readonly Topic[],
): Source<Delivered> {
  return readLogs(() => logsIn(folder), group, topics)
}

export function logsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
  } catch {
    return [] // nobody has written yet
  }
}

const lookForLogsMs = 1000

function readLogs(
  logs: () => readonly string[],
  group: string,
  topics: readonly Topic[],
): Source<Delivered> {
  const cursors = new Map<string, LogCursor>()
  let lookedMs = 0
  const look = () => {
    if (Date.now() - lookedMs < lookForLogsMs && cursors.size > 0) return
    lookedMs = Date.now()
    for (const log of logs())
      if (!cursors.has(log)) cursors.set(log, new LogCursor(log, group, topics))
  }
  const close = () => {
    for (const cursor of cursors.values()) cursor.close()
    cursors.clear()
  }
  return {
    async *read(signal) {
      let failed = false
      let count = 0
      const start = Date.now().toString(36)
      while (!signal.aborted && !failed) {
        look()
        let isIdle = true
        for (const cursor of cursors.values()) {
          if (signal.aborted || failed) break
          const taken = cursor.take()
          if (!taken) {
            cursor.rest(Date.now())
            continue
          }
          isIdle = false
          const batch: Batch<Delivered> = {
            items: taken.items,
            bytes: taken.bytes,
            origin: {
              source: group,
              batch: `${group}-${start}-${count++}`,
              receivedMs: Date.now(),
              mayRepeat: taken.mayRepeat,
            },
            settle(failure) {
              if (failure === undefined) cursor.settle(taken.end, Date.now())
              else failed = true
            },
          }
          yield batch
        }
        if (isIdle) await pause(pollMs, signal)
      }
    },
    async [Symbol.asyncDispose]() {
      close()
    },
  }
}
