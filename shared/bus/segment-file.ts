import { type FileHandle, open } from "node:fs/promises"
import { join } from "node:path"
import { encodeFrame, segmentName } from "./segment.ts"

/** The segment that is written, and the next when it has grown enough. */
export interface SegmentFile {
  readonly number: number
  /** Resolves to the bytes written when all are on disk; what failed is written over by the next. */
  write(frames: Buffer): Promise<number>
  close(): Promise<void>
}

/** @param last number of the last segment there is: writing begins with the next */
export function openSegmentFile(
  directory: string,
  last: number,
  bytesMax: number,
  snapshot: () => string,
): SegmentFile {
  let number = last
  let file: FileHandle | undefined
  let size = 0
  let isNamed = false

  const put = async (frames: Buffer) => {
    try {
      let at = 0
      while (at < frames.length) {
        const { bytesWritten } = await file!.write(frames, at, frames.length - at, size + at)
        at += bytesWritten
      }
      await file!.datasync()
    } catch (cause) {
      await file!.truncate(size).catch(() => {}) // the next try writes over it anyway
      throw cause
    }
    size += frames.length
  }

  const roll = async () => {
    const full = file
    file = undefined
    await full?.close()
    const next = await open(join(directory, segmentName(number + 1)), "wx", 0o600)
    number++
    file = next
    size = 0
    isNamed = false
  }

  const begin = async () => {
    if (size === 0) await put(encodeFrame("snapshot", snapshot()))
    const folder = await open(directory, "r") // the name must survive a power cut too
    await folder.sync().finally(() => folder.close())
    isNamed = true
  }

  return {
    get number() {
      return number
    },
    async write(frames) {
      if (!file || size > bytesMax) await roll()
      const before = size
      if (!isNamed) await begin()
      await put(frames)
      return size - before
    },
    async close() {
      await file?.close()
    },
  }
}
