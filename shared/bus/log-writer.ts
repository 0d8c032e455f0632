import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import { join } from "node:path"
import type { Deps } from "../config/define.ts"
import { pause } from "../pipeline/retrying.ts"
import { errorText } from "../telemetry/log.ts"
import type { LogWriter, Notes } from "./log-types.ts"
import {
  type Content,
  encodeFrame,
  nextMagic,
  readFrame,
  segmentName,
  segmentNumbers,
} from "./segment.ts"

export interface LogOptions {
  readonly directory: string
  readonly segmentBytesMax?: number
  readonly bytesMax?: number
}

interface Waiting {
  readonly frame: Buffer
  readonly note: string | undefined
  readonly done: () => void
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

  let number = segmentNumbers(readdirSync(directory)).at(-1) ?? 0
  let file: FileHandle | undefined
  let size = 0
  let problem: string | undefined
  let bytes = bytesIn(directory)
  let waiting: Waiting[] = []
  let writing: Promise<void> | undefined
  let closed = false

  const roll = async () => {
    await file?.close()
    file = undefined
    const next = await open(join(directory, segmentName(number + 1)), "wx", 0o600)
    number++
    file = next
    size = 0
    await write(encodeFrame("snapshot", notes?.snapshot() ?? ""))
    const folder = await open(directory, "r") // the name must survive a power cut too
    await folder.sync()
    await folder.close()
  }

  const write = async (frame: Buffer) => {
    try {
      let at = 0
      while (at < frame.length) {
        const { bytesWritten } = await file!.write(frame, at, frame.length - at, size + at)
        at += bytesWritten
      }
      await file!.datasync()
    } catch (cause) {
      await file!.truncate(size).catch(() => {}) // the next try writes over it anyway
      throw cause
    }
    size += frame.length
    bytes += frame.length
  }

  /** Writes a group until the disk takes it; the disk being full is not the end. */
  const writeGroup = async (group: readonly Waiting[]) => {
    const frames = Buffer.concat(group.map(({ frame }) => frame))
    for (;;) {
      try {
        if (!file || size > Math.min(segmentBytesMax, bytesMax / 2)) await roll()
        await write(frames)
        break
      } catch (cause) {
        const text = `writing to ${directory}: ${errorText(cause)}`
        if (!problem)
          deps.log.warn("the log can't be written, trying again", { "error.message": text })
        problem = text
        await Bun.sleep(retryMs)
        sweep()
        if (closed) return
      }
    }
    if (problem) deps.log.info("the log is written again")
    problem = undefined
    for (const { note, done } of group) {
      if (note !== undefined) notes?.written(note)
      done()
    }
  }

  const writeAll = async () => {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      await writeGroup(group)
    }
    writing = undefined
  }

  const sweep = () => {
    const oldest = oldestNeeded(directory)
    for (const one of segmentNumbers(readdirSync(directory)))
      if (one < oldest && one < number) unlinkSync(join(directory, segmentName(one)))
    bytes = bytesIn(directory)
  }
  const timer = setInterval(sweep, sweepEveryMs)
  timer.unref()

  return {
    async append(records, signal, note) {
      const content: Content = {
        ...(note !== undefined && { note }),
        records: records.map(({ topic, key, value }) => [topic, key, value]),
      }
      while (bytes >= bytesMax) {
        signal.throwIfAborted()
        await pause(100, signal)
        sweep()
      }
      signal.throwIfAborted()
      if (closed) throw new Error("the log is closed")
      await new Promise<void>((done) => {
        waiting.push({ frame: encodeFrame("records", content), note, done })
        writing ??= writeAll()
      })
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
      await Promise.race([writing, Bun.sleep(problem ? 0 : 10_000)])
      closed = true
      clearInterval(timer)
      await file?.close()
      rmSync(join(directory, "writer.lock"), { force: true })
    },
  }
}

function lock(directory: string): void {
  const path = join(directory, "writer.lock")
  try {
    const pid = Number(readFileSync(path, "utf8"))
    if (pid && pid !== process.pid && isAlive(pid))
      throw new Error(`the log in ${directory} is being written by process ${pid}`)
  } catch (cause) {
    if ((cause as { code?: string }).code !== "ENOENT") throw cause
  }
  writeFileSync(path, String(process.pid), { mode: 0o600 })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as { code?: string }).code === "EPERM"
  }
}

/** From the newest segment whose snapshot can be read: it, and the notes after it. */
function restore(directory: string, notes: Notes): void {
  const numbers = segmentNumbers(readdirSync(directory))
  const later: string[] = []
  for (const number of numbers.toReversed()) {
    const { snapshot, notes: here } = totalsIn(readFileSync(join(directory, segmentName(number))))
    later.unshift(...here)
    if (snapshot !== undefined) {
      notes.restore(snapshot || undefined, later)
      return
    }
  }
  notes.restore(undefined, later)
}

function totalsIn(bytes: Buffer): { snapshot: string | undefined; notes: string[] } {
  let snapshot: string | undefined
  const notes: string[] = []
  let at = 0
  while (at < bytes.length) {
    const found = readFrame(bytes, at)
    if (found.is === "frame") {
      if (found.kind === "snapshot") snapshot = String(found.value)
      else {
        const { note } = found.value as Content
        if (note !== undefined) notes.push(note)
      }
      at = found.end
    } else at = nextMagic(bytes, at + 1)
  }
  return { snapshot, notes }
}

/** The lowest segment that a group has yet to read; 0 where no group is known, so that all stay. */
function oldestNeeded(directory: string): number {
  const folder = join(directory, "groups")
  const groups = readdirSync(folder).filter((name) => name.endsWith(".json"))
  if (groups.length === 0) return 0
  return Math.min(
    ...groups.map((name) => {
      try {
        return (JSON.parse(readFileSync(join(folder, name), "utf8")) as { segment: number }).segment
      } catch {
        return 0 // being damaged, it may need everything
      }
    }),
  )
}

function bytesIn(directory: string): number {
  let sum = 0
  for (const number of segmentNumbers(readdirSync(directory)))
    sum += statSync(join(directory, segmentName(number)), { throwIfNoEntry: false })?.size ?? 0
  return sum
}
