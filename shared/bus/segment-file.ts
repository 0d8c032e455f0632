import type { Disk, DiskFile } from "./disk.ts"
import { segmentPath } from "./log-folder.ts"
import { encodeFrame, sealed, stampFrame, unsealed } from "./segment.ts"

/** The segment that is written, and the next when it has grown enough. */
export interface SegmentFile {
  /** Of the segment that is written; of the last before the first is. */
  readonly number: number
  /** Its bytes, if it holds a snapshot and nothing else. */
  readonly freshBytes: number | undefined
  /** No more is written to segments up to this one. */
  readonly finished: number
  /** Resolves to the bytes written when all are on disk. */
  write(frames: readonly Buffer[]): Promise<number>
  /** Ends the segment, so that it can be deleted, and begins the next; resolves to its bytes. */
  roll(): Promise<number>
  close(): void
}

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

  const put = async (frames: readonly Buffer[]) => {
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
      return bytes.length
    } catch (cause) {
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
    get finished() {
      return file ? number - 1 : number
    },
    write: (frames) => inTurn(() => put(frames)),
    roll: () =>
      inTurn(() => {
        file?.close()
        file = undefined
        return put([])
      }),
    close() {
      file?.close()
      file = undefined
    },
  }
}
