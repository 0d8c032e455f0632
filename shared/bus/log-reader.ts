import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import type { Deps } from "../config/define.ts"
import { pause } from "../pipeline/retrying.ts"
import type { Batch, Source } from "../pipeline/types.ts"
import { errorText } from "../telemetry/log.ts"
import { type Disk, realDisk } from "./disk.ts"
import { LogCursor, type Taken } from "./log-cursor.ts"
import { groupsIn } from "./log-folder.ts"
import { segmentNumbers } from "./segment.ts"
import type { Delivered, Topic } from "./types.ts"

type ReaderDeps = Pick<Deps, "log" | "metrics">

export interface LogReader extends Source<Delivered> {
  /** What is wrong, in words; empty when nothing is. */
  problems(): readonly string[]
  /** Bytes that it has yet to settle. */
  readonly lag: number
}

export interface ReaderExtras {
  readonly disk?: Disk
  /** Told the notes of each batch that is settled well. */
  readonly settled?: ((notes: readonly string[]) => void) | undefined
}

const pollMs = 25
const lookForLogsMs = 1000

/** Reads one log for a group. */
export function openLogReader(
  directory: string,
  group: string,
  topics: readonly Topic[],
  deps: ReaderDeps,
  { disk = realDisk, settled }: ReaderExtras = {},
): LogReader {
  return readLogs(() => [directory], { group, topics, disk, settled }, deps)
}

/** Reads every log below a folder, also those that appear later. */
export function openLogsReader(
  folder: string,
  group: string,
  topics: readonly Topic[],
  deps: ReaderDeps,
): LogReader {
  return readLogs(() => logsIn(folder), { group, topics, disk: realDisk, settled: undefined }, deps)
}

/** Folders that hold a log; what else lies beside them is left alone. */
export function logsIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter(isLog)
  } catch {
    return [] // nobody has written yet
  }
}

function isLog(path: string): boolean {
  try {
    const groups = statSync(groupsIn(path), { throwIfNoEntry: false })
    return groups?.isDirectory() || segmentNumbers(readdirSync(path)).length > 0
  } catch {
    return false
  }
}

interface Reading {
  readonly group: string
  readonly topics: readonly Topic[]
  readonly disk: Disk
  readonly settled: ReaderExtras["settled"]
}

function readLogs(logs: () => readonly string[], reading: Reading, deps: ReaderDeps): LogReader {
  const cursors = openCursors(logs, reading, deps)
  return {
    async *read(signal) {
      let failed = false
      let count = 0
      const start = Date.now().toString(36)
      const asBatch = (cursor: LogCursor, taken: Taken): Batch<Delivered> => ({
        items: taken.items,
        bytes: taken.bytes,
        origin: {
          source: reading.group,
          batch: `${reading.group}-${start}-${count++}`,
          receivedMs: Date.now(),
          mayRepeat: taken.mayRepeat,
        },
        settle(failure) {
          if (failure !== undefined) {
            failed = true
            return
          }
          cursor.settle(taken.end, Date.now())
          reading.settled?.(taken.notes)
        },
      })
      while (!signal.aborted && !failed) {
        let isIdle = true
        for (const cursor of cursors.now()) {
          if (signal.aborted || failed) break
          const taken = cursors.take(cursor)
          if (taken) yield asBatch(cursor, taken)
          if (taken) isIdle = false
          else cursor.rest(Date.now())
        }
        if (isIdle) await pause(pollMs, signal)
      }
    },
    problems: cursors.problems,
    get lag() {
      return cursors.lag()
    },
    [Symbol.asyncDispose]: cursors.close,
  }
}

/** The cursors of the logs there are. One that can't be read does not hold up the others. */
function openCursors(
  logs: () => readonly string[],
  { group, topics, disk }: Reading,
  deps: ReaderDeps,
) {
  const cursors = new Map<string, LogCursor>()
  const problems = new Map<string, string>()
  let lookedMs = Number.NEGATIVE_INFINITY
  const note = (directory: string, cause: unknown) => {
    const text = errorText(cause)
    if (problems.get(directory) !== text)
      deps.log.error("a log can't be read", { "file.path": directory, "error.message": text })
    problems.set(directory, text)
  }
  const look = (directory: string) => {
    try {
      cursors.set(directory, new LogCursor({ directory, group, topics, disk }, deps))
      problems.delete(directory)
    } catch (cause) {
      note(directory, cause)
    }
  }
  return {
    now(): Iterable<LogCursor> {
      const sinceMs = Date.now() - lookedMs
      const isNew = cursors.size === 0 && problems.size === 0
      if (isNew || sinceMs < 0 || sinceMs >= lookForLogsMs) {
        lookedMs = Date.now()
        for (const log of logs()) if (!cursors.has(log)) look(log)
      }
      return cursors.values()
    },
    take(cursor: LogCursor): Taken | undefined {
      try {
        const taken = cursor.take()
        problems.delete(cursor.directory)
        return taken
      } catch (cause) {
        note(cursor.directory, cause)
        return
      }
    },
    problems: () => [
      ...problems.values(),
      ...[...cursors.values()].flatMap(({ problem }) => problem ?? []),
    ],
    lag: () => [...cursors.values()].reduce((sum, { lag }) => sum + lag, 0),
    async close() {
      await Promise.all([...cursors.values()].map((cursor) => cursor.close()))
      cursors.clear()
    },
  }
}
