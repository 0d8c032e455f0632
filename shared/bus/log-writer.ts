import type { Deps } from "../config/define.ts"
import { pause } from "../pipeline/retrying.ts"
import { type Disk, realDisk } from "./disk.ts"
import { checkFormat, groupsIn, putInOrder, restore, syncAll } from "./log-folder.ts"
import { lock, unlock } from "./log-lock.ts"
import { openPauses } from "./log-paused.ts"
import { damageIn, openQuarantine } from "./log-quarantine.ts"
import { openAppends } from "./log-queue.ts"
import { openRoom } from "./log-room.ts"
import type { LogWriter, Notes } from "./log-types.ts"
import { type Content, encodeFrame } from "./segment.ts"
import { openSegmentFile, type SegmentFile } from "./segment-file.ts"

export interface LogOptions {
  readonly directory: string
  readonly segmentBytesMax?: number
  readonly bytesMax?: number
  readonly disk?: Disk
}

const sweepEveryMs = 1000
const closeMs = 10_000

/**
 * Opens the log for writing; there is one writer, told by a lock file with its pid. Writing begins
 * with a new segment, so that a torn tail of the last one is never written over.
 * @throws when another living process writes it, or a newer version wrote it
 */
export async function openLogWriter(
  options: LogOptions,
  deps: Pick<Deps, "log" | "metrics">,
  notes?: Notes,
): Promise<LogWriter> {
  const { directory, bytesMax = 1 << 30, disk = realDisk } = options
  const file = await openFolder({ ...options, bytesMax, disk }, deps, notes)
  const stop = new AbortController()
  const pauses = openPauses(deps)
  const room = openRoom({ directory, disk, bytesMax, file, pauses, stop: stop.signal })
  const appends = openAppends(room, (note) => notes?.written(note))
  void room.tidy()
  const timer = setInterval(() => void room.tidy(), sweepEveryMs)
  timer.unref?.()

  return {
    append(records, signal, note) {
      const content: Content = {
        ...(note !== undefined && { note }),
        records: records.map(({ topic, key, value }) => [topic, key, value]),
      }
      return appends.add(encodeFrame("records", content), signal, note)
    },
    get bytes() {
      return room.bytes
    },
    bytesMax,
    get full() {
      room.observe()
      return pauses.paused !== undefined
    },
    get paused() {
      return pauses.paused
    },
    problems() {
      const { paused } = pauses
      return paused ? [`${paused.why}: sources are held back since ${isoOf(paused.sinceMs)}`] : []
    },
    damage: () => damageIn(directory, disk),
    async [Symbol.asyncDispose]() {
      if (stop.signal.aborted) return
      const done = new AbortController()
      await Promise.race([appends.idle(), pause(pauses.paused ? 0 : closeMs, done.signal)])
      done.abort()
      appends.close()
      stop.abort()
      clearInterval(timer)
      await appends.settled()
      file.close()
      if (disk === realDisk) unlock(directory)
    },
  }
}

type FolderOptions = LogOptions & { readonly bytesMax: number; readonly disk: Disk }

/** Makes the folder ready: tidied, locked, its totals restored. */
async function openFolder(
  { directory, segmentBytesMax = 64 << 20, bytesMax, disk }: FolderOptions,
  deps: Pick<Deps, "log" | "metrics">,
  notes: Notes | undefined,
): Promise<SegmentFile> {
  checkFormat(disk, directory)
  disk.makeFolder(groupsIn(directory))
  if (disk === realDisk) lock(directory)
  const quarantine = openQuarantine(directory, disk, deps)
  const last = putInOrder(disk, directory, quarantine)
  await syncAll(disk, directory)
  if (notes) restore(disk, directory, notes, quarantine)
  const segmentMax = Math.min(segmentBytesMax, bytesMax >> 2)
  const snapshot = () => notes?.snapshot() ?? ""
  return openSegmentFile({ directory, last, bytesMax: segmentMax, snapshot, disk })
}

const isoOf = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, "")
