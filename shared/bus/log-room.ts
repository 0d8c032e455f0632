import { pause } from "../pipeline/retrying.ts"
import { errorText } from "../telemetry/log.ts"
import type { Disk } from "./disk.ts"
import { bytesIn, sweep } from "./log-folder.ts"
import type { Pauses } from "./log-paused.ts"
import type { SegmentFile } from "./segment-file.ts"

/** The bytes that the log takes, and those it may. */
export interface Room {
  readonly bytes: number
  /** Whether there is room for so many. */
  fits(wanted: number): boolean
  /** Tries to make it, else waits a little. */
  make(wanted: number): Promise<boolean>
  /** Whether the frames are on disk; waits a little where they could not be written. */
  write(frames: readonly Buffer[], done: () => void): Promise<boolean>
  /**
   * Lets go of what all groups have read; begins the next segment where none is written, so that
   * readers know that the last one is at its end.
   */
  tidy(): Promise<void>
  /** Nobody waits any more. */
  idle(): void
  /** Tells the pauses how it is. */
  observe(): void
}

interface RoomOptions {
  readonly directory: string
  readonly disk: Disk
  readonly bytesMax: number
  readonly file: SegmentFile
  readonly pauses: Pauses
  /** Ends what waits. */
  readonly stop: AbortSignal
}

const retryMs = 250
const roomMs = 100

export function openRoom(options: RoomOptions): Room {
  const { directory, disk, bytesMax, file, pauses, stop } = options
  const reserve = bytesMax >> 4 // for the snapshot of the segment that makes room for others
  let bytes = bytesIn(disk, directory)
  let wanted = 0 // what had no room: until it has, the log is full
  let problem: string | undefined

  const fits = (more: number) => bytes + more + reserve <= bytesMax
  /** Then a record larger than the log must pass too. */
  const isAlone = () => bytes === (file.freshBytes ?? 0)
  const observe = () => {
    if (fits(wanted) || isAlone()) wanted = 0
    const isFull = wanted > 0 || !(fits(1) || isAlone())
    pauses.observe(problem ?? (isFull ? `the log in ${directory} is full` : undefined))
  }

  /** What all groups have read goes, the segment that is written too where nothing else helps. */
  const free = async (more: number) => {
    sweep(disk, directory, file.durable)
    bytes = bytesIn(disk, directory)
    if (fits(more) || file.freshBytes !== undefined || bytes === 0) return
    await roll()
  }
  const roll = () =>
    file.roll((written) => {
      bytes += written
    })

  return {
    get bytes() {
      return bytes
    },
    fits,
    async make(more) {
      await free(more).catch(() => {}) // where the disk is full too, writing will say so
      wanted = more
      observe()
      if (wanted > 0) await pause(roomMs, stop)
      return wanted === 0
    },
    async write(frames, done) {
      try {
        await file.write(frames, (written) => {
          bytes += written
          problem = undefined
          observe()
          done()
        })
        return true
      } catch (cause) {
        problem = `writing to ${directory}: ${errorText(cause)}`
        observe()
        await pause(retryMs, stop)
        return false
      }
    },
    async tidy() {
      await free(Math.max(1, wanted)).catch(() => {})
      if (!file.isOpen && bytes > 0) await roll().catch(() => {})
      observe()
    },
    idle() {
      problem = undefined // the next to come finds out anew
      observe()
    },
    observe,
  }
}
