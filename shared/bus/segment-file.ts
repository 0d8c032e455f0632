import type { Disk, DiskFile } from "./disk.ts"
import { newestWhole, segmentPath } from "./log-folder.ts"
import { encodeFrame, markAgain, sealed, stampFrame, unsealed } from "./segment.ts"

/** The segment that is written, and the next when it has grown enough. */
export interface SegmentFile {
  /** Of the segment that is written, or was last. */
  readonly number: number
  /** Its bytes, if it holds a snapshot and nothing else. */
  readonly freshBytes: number | undefined
  readonly isOpen: boolean
  /** The newest segment that is on disk: older ones can be deleted. */
  readonly durable: number
  /**
   * Resolves when all are on disk.
   * @param done told the bytes at that moment, so that the next snapshot counts what was written
   */
  write(frames: readonly Buffer[], done: Done): Promise<void>
  /** Ends the segment, so that it can be deleted, and begins the next. */
  roll(done: Done): Promise<void>
  close(): void
}

type Done = (bytesWritten: number) => void

export interface SegmentOptions {
  readonly directory: string
  /** Number of the last segment there is: writing begins with the next. */
  readonly last: number
  readonly bytesMax: number
  readonly snapshot: () => string
  readonly disk: Disk
}

const seal = Uint8Array.of(sealed)

/**
 * What failed to be written is never written over: a reader may be at it. It is cut off and writing
 * goes on in the next segment.
 */
export function openSegmentFile(options: SegmentOptions): SegmentFile {
  const { directory, last, bytesMax, snapshot, disk } = options
  let number = last
  let durable = newestWhole(disk, directory)
  let file: DiskFile | undefined
  let size = 0
  let count = 0

  const give = async () => {
    const [failed, kept] = [file, size]
    file = undefined
    if (!failed) return
    await failed.truncate(kept).catch(() => {}) // readers tell the rest from records
    failed.close()
    if (kept === 0) disk.remove(segmentPath(directory, number))
  }

  const begin = () => {
    file?.close()
    file = undefined
    number++
    file = disk.create(segmentPath(directory, number))
    size = 0
    count = 0
  }

  const put = async (frames: readonly Buffer[], done: Done) => {
    const isNew = !file || size > bytesMax
    try {
      if (isNew) begin()
      const all = isNew ? [encodeFrame("snapshot", snapshot()), ...frames] : frames
      const bytes = Buffer.concat(
        all.map((frame, i) => stampFrame(frame, { segment: number, index: count + i })),
      )
      bytes[0] = unsealed
      await file!.write(bytes, size)
      await file!.sync()
      if (isNew) await disk.syncFolder(directory) // the name must survive a power cut too
      await file!.write(seal, size)
      size += bytes.length
      count += all.length
      durable = number
      done(bytes.length)
    } catch (cause) {
      frames.forEach(markAgain)
      await give()
      throw cause
    }
  }

  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = turn.then(act, act)
    turn = mine
    return mine
  }

  return {
    get number() {
      return number
    },
    get freshBytes() {
      return file && count === 1 ? size : undefined
    },
    get isOpen() {
      return file !== undefined
    },
    get durable() {
      return durable
    },
    write: (frames, done) => inTurn(() => put(frames, done)),
    roll: (done) =>
      inTurn(() => {
        file?.close()
        file = undefined
        return put([], done)
      }),
    close() {
      file?.close()
      file = undefined
    },
  }
}
