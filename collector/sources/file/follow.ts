import { constants } from "node:fs"
import { type FileHandle, open } from "node:fs/promises"
import { dirname } from "node:path"
import type { Deps } from "#shared/config/define.ts"
import { headBytesMax, headOf, isSame } from "./mark.ts"
import type { FileOptions } from "./options.ts"
import type { Place } from "./places.ts"
import type { Problems } from "./problems.ts"
import { openMemory, type Start } from "./resume.ts"
import { type Found, filesIn, keyOf, openScan } from "./scan.ts"
import { endRecords, openTail, placeOf, type Tail } from "./tail.ts"

/** Which files are followed, and where in them. */
export interface Following {
  readonly tails: ReadonlyMap<string, Tail>
  /**
   * Looks which files are there, and which have grown, been truncated or rotated away. True if one
   * is new: its place must be saved before it is read, or a crash and a rotation would lose the rest.
   */
  look(): Promise<boolean>
  /** Stops following a file; its place is remembered. */
  leave(tail: Tail): Promise<void>
  places(): Place[]
  close(): Promise<void>
}

export function openFollowing(
  options: FileOptions,
  { now }: Pick<Deps, "now">,
  problems: Problems,
  start: Start,
): Following {
  const scan = openScan(options, problems)
  const tails = new Map<string, Tail>()
  const memory = openMemory(options, now, start)
  let isFirstLook = true

  /** @param onlyKnown leave it alone unless it is what was read before */
  const adopt = async (found: Found, onlyKnown = false): Promise<Tail | undefined> => {
    if (tails.size >= options.filesMax) {
      problems.tell(found.path, `more than ${options.filesMax} files (filesMax)`)
      return
    }
    let file: FileHandle | undefined
    try {
      file = await open(found.path, constants.O_RDONLY | constants.O_NONBLOCK)
      const stats = await file.stat()
      if (!stats.isFile() || keyOf(stats) !== found.key) throw gone()
      const { size, mtimeMs } = stats
      const now = { ...found, size, mtimeMs }
      const tail = await memory.begin(file, now, isFirstLook, onlyKnown)
      if (!tail) throw gone()
      tails.set(found.key, tail)
      problems.isWell(found.path)
      return tail
    } catch (cause) {
      await file?.close()
      if ((cause as NodeJS.ErrnoException).code !== "ENOENT") problems.tell(found.path, cause)
    }
  }

  const lookAt = async (tail: Tail, find: () => Promise<{ size: number; mtimeMs: number }>) => {
    try {
      const { size, mtimeMs } = await find()
      tails.set(tail.key, await compared(tail, size, mtimeMs, now()))
    } catch (cause) {
      tail.isFailing = true
      problems.tell(tail.path, cause)
    }
  }

  /** Files that were renamed while nobody looked: what is unread in them must not be lost. */
  const findMoved = async () => {
    const missed = new Map(memory.places().map((place) => [place.key, place]))
    const folders = new Set([...missed.values()].map(({ path }) => dirname(path)))
    for (const folder of folders)
      for (const found of await filesIn(folder)) {
        const place = missed.get(found.key)
        if (place && found.size > place.offset && !tails.has(found.key)) await adopt(found, true)
      }
  }

  return {
    tails,
    places: () => [...memory.places(), ...[...tails.values()].map(placeOf)],
    async look() {
      const before = new Set(tails.values())
      const present = new Set<string>()
      const named = new Set<string>()
      for (const found of await scan()) {
        const known = tails.get(found.key)
        const tail = known ?? (await adopt(found))
        if (!tail) continue
        if (found.path === tail.path) named.add(found.key)
        if (known && !present.has(found.key)) await lookAt(known, async () => found)
        present.add(found.key)
      }
      if (isFirstLook) await findMoved()
      isFirstLook = false
      for (const [key, tail] of [...tails]) {
        if (!present.has(key)) await lookAt(tail, () => tail.file.stat())
        const now = tails.get(key)!
        now.isGone = !present.has(key)
        now.isRotated = !named.has(key)
      }
      return [...tails.values()].some((tail) => !before.has(tail))
    },
    async leave(tail) {
      tails.delete(tail.key)
      memory.remember(placeOf(tail))
      await tail.file.close().catch(() => {})
    },
    async close() {
      for (const { file } of tails.values()) await file.close().catch(() => {})
      tails.clear()
    },
  }
}

/** It was replaced between two calls, or is of no interest. */
const gone = () => Object.assign(new Error("replaced just now"), { code: "ENOENT" })

/** The tail as it has changed; a content that is another is followed as another. */
async function compared(tail: Tail, size: number, mtimeMs: number, nowMs: number): Promise<Tail> {
  tail.isFailing = false
  if (size === tail.size && mtimeMs === tail.mtimeMs) return tail
  const { file, key, path, generation, join } = tail
  if (size < tail.lineStart || !(await isSame(file, tail.head, tail.lineStart, tail.tail))) {
    tail.left = endRecords(tail, [...tail.left])
    const next = { file, key, path, generation: generation + 1, offset: 0, repeatTo: 0, nowMs }
    return openTail({ ...next, join, left: tail.left }, size, mtimeMs)
  }
  if (size < tail.scanned) tail.scanned = tail.lineStart
  if (size !== tail.size) tail.changedAtMs = nowMs
  tail.size = size
  tail.mtimeMs = mtimeMs
  if (tail.head.bytes < headBytesMax && size > tail.head.bytes) tail.head = await headOf(file, size)
  return tail
}
