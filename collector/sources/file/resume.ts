import type { FileHandle } from "node:fs/promises"
import { headBytesMax, isSame, readAt } from "./mark.ts"
import type { FileOptions } from "./options.ts"
import type { Place } from "./places.ts"
import type { Found } from "./scan.ts"
import { openTail, type Tail } from "./tail.ts"

/** What the state file said. */
export interface Start {
  /** No run has been before. */
  readonly isFirst: boolean
  readonly isClean: boolean
  readonly places: readonly Place[]
}

/** Places of files that are not followed now: not found yet, or gone. */
export interface Memory {
  /**
   * Begins where the file was left, if it is the same content; else as a content of its own.
   * @param onlyKnown nothing unless it is the same content
   */
  begin(
    file: FileHandle,
    found: Found,
    isFirstLook: boolean,
    onlyKnown: boolean,
  ): Promise<Tail | undefined>
  remember(place: Place): void
  places(): readonly Place[]
}

export function openMemory(
  { filesMax, startAt, join }: FileOptions,
  now: () => number,
  start: Start,
): Memory {
  const known = new Map(start.places.map((place) => [place.key, place]))
  return {
    places: () => [...known.values()],
    remember(place) {
      known.delete(place.key)
      known.set(place.key, place)
      if (known.size > filesMax) known.delete(known.keys().next().value!)
    },
    async begin(file, found, isFirstLook, onlyKnown) {
      const { key, size } = found
      const place = await placeFor(file, found, known)
      if (onlyKnown && !place) return undefined
      const generation = place?.generation ?? (known.get(key)?.generation ?? -1) + 1
      const isRead = !start.isClean && (isFirstLook || place !== undefined)
      const isFromEnd = startAt === "end" && isFirstLook && start.isFirst
      const offset = place?.offset ?? (isFromEnd ? await lastLineStart(file, size) : 0)
      const { path, id } = place ?? { path: found.path, id: undefined }
      const repeatTo = isRead ? size : 0
      const from = { file, key, path, generation, offset, repeatTo, nowMs: now(), join }
      const tail = await openTail({ ...from, id, cuts: place?.cuts }, size, found.mtimeMs)
      known.delete(key) // only now: until it is followed, its place must be saved
      if (place) known.delete(place.key)
      return tail
    },
  }
}

/**
 * The place of the same content: of the same inode, or of the same path where the inode is new (a
 * copy put back, a renumbered device). An inode alone proves nothing, as it is given again; a path
 * alone neither: so there the whole head is asked for.
 */
async function placeFor(
  file: FileHandle,
  { key, path, size }: Found,
  known: ReadonlyMap<string, Place>,
): Promise<Place | undefined> {
  const isOf = async (place: Place | undefined) =>
    place && size >= place.offset && (await isSame(file, place.head, place.offset, place.tail))
  const own = known.get(key)
  if (await isOf(own)) return own
  for (const place of known.values()) {
    const isLikely = place.path === path && place.key !== key && place.head.bytes === headBytesMax
    if (isLikely && (await isOf(place))) return place
  }
  return undefined
}

/** Where the last line begins, so that one that is being written is read whole. */
async function lastLineStart(file: FileHandle, size: number): Promise<number> {
  const bytes = Math.min(size, 65536)
  const end = await readAt(file, size - bytes, bytes)
  const at = end.lastIndexOf(10)
  return at < 0 ? (bytes === size ? 0 : size) : size - bytes + at + 1
}
