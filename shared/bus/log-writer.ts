import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { Deps } from "../config/define.ts"
import { pause } from "../pipeline/retrying.ts"
import { errorText } from "../telemetry/log.ts"
import { bytesIn, lock, restore, segmentsIn, sweep, unlock } from "./log-folder.ts"
import type { LogWriter, Notes } from "./log-types.ts"
import { type Content, encodeFrame } from "./segment.ts"
import { openSegmentFile } from "./segment-file.ts"

export interface LogOptions {
  readonly directory: string
  readonly segmentBytesMax?: number
  readonly bytesMax?: number
}

const sweepEveryMs = 1000
const retryMs = 250

/**
 * Opens the log for writing; there is one writer, told by a lock file with its pid. Writing begins
 * with a new segment, so that a torn tail of the last one is never written over.
 * @throws when another living process writes it
 */
export async function openLogWriter(
  { directory, segmentBytesMax = 64 << 20, bytesMax = 1 << 30 }: LogOptions,
  deps: Deps,
  notes?: Notes,
): Promise<LogWriter> {
  mkdirSync(join(directory, "groups"), { recursive: true, mode: 0o700 })
  lock(directory)
  if (notes) restore(directory, notes)

  const last = segmentsIn(directory).at(-1) ?? 0
  const segmentMax = Math.min(segmentBytesMax, bytesMax / 2)
  const file = openSegmentFile(directory, last, segmentMax, () => notes?.snapshot() ?? "")
  let bytes = bytesIn(directory)
  let problem: string | undefined
  let closed = false

  const makeRoom = () => {
    sweep(directory, file.number)
    bytes = bytesIn(directory)
  }
  const timer = setInterval(makeRoom, sweepEveryMs)
  timer.unref()

  /** Tries until the disk takes it; the disk being full is not the end. False: given up. */
  const write = async (frames: Buffer, isGivenUp: () => boolean): Promise<boolean> => {
    for (;;) {
      try {
        const added = await file.write(frames)
        bytes += added
        break
      } catch (cause) {
        const text = `writing to ${directory}: ${errorText(cause)}`
        if (!problem)
          deps.log.warn("the log can't be written, trying again", { "error.message": text })
        problem = text
        await Bun.sleep(retryMs)
        makeRoom()
        if (!closed && !isGivenUp()) continue
        problem = undefined // the next to come finds out anew
        return false
      }
    }
    if (problem) deps.log.info("the log is written again")
    problem = undefined
    return true
  }
  const groups = openGroups(write, (note) => notes?.written(note))

  return {
    async append(records, signal, note) {
      const content: Content = {
        ...(note !== undefined && { note }),
        records: records.map(({ topic, key, value }) => [topic, key, value]),
      }
      while (bytes >= bytesMax) {
        signal.throwIfAborted()
        await pause(100, signal)
        makeRoom()
      }
      signal.throwIfAborted()
      if (closed) throw new Error("the log is closed")
      await groups.add({ frame: encodeFrame("records", content), note, signal })
    },
    get bytes() {
      return bytes
    },
    get full() {
      return bytes >= bytesMax || problem !== undefined
    },
    problems: () => [
      ...(problem ? [problem] : []),
      ...(bytes >= bytesMax ? [`the log in ${directory} is full: sources are held back`] : []),
    ],
    async [Symbol.asyncDispose]() {
      if (closed) return
      await Promise.race([groups.writing, Bun.sleep(problem ? 0 : 10_000)])
      closed = true
      clearInterval(timer)
      await file.close()
      unlock(directory)
    },
  }
}

interface Append {
  readonly frame: Buffer
  readonly note: string | undefined
  readonly signal: AbortSignal
}

interface Waiting extends Append {
  readonly done: () => void
  readonly fail: (cause: Error) => void
}

/**
 * Frames that come while the disk is busy are written together: one fsync serves all of them. What
 * the disk does not take is given up when all who wait for it have been aborted.
 */
function openGroups(
  write: (frames: Buffer, isGivenUp: () => boolean) => Promise<boolean>,
  written: (note: string) => void,
) {
  let waiting: Waiting[] = []
  let writing: Promise<void> | undefined

  const writeAll = async () => {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      const frames = Buffer.concat(group.map(({ frame }) => frame))
      const isWritten = await write(frames, () => group.every(({ signal }) => signal.aborted))
      for (const { note, done, fail } of group) {
        if (!isWritten) fail(new Error("stopped while the log could not be written"))
        else {
          if (note !== undefined) written(note)
          done()
        }
      }
    }
    writing = undefined
  }

  return {
    get writing() {
      return writing
    },
    add: (append: Append) =>
      new Promise<void>((done, fail) => {
        waiting.push({ ...append, done, fail })
        writing ??= writeAll()
      }),
  }
}
