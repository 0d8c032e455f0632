import { join } from "node:path"
import type { Disk } from "./disk.ts"
import type { Quarantine } from "./log-quarantine.ts"
import { NewerFormat, openSlots, slotNames } from "./log-slots.ts"
import type { Notes } from "./log-types.ts"
import { type Content, segmentName, segmentNumbers } from "./segment.ts"
import { partAt } from "./segment-reader.ts"

/*
 * A log's folder holds numbered segments, `groups/` with where each group stands, `quarantine/`
 * with what could not be read, and the writer's lock.
 */
export const groupsIn = (directory: string) => join(directory, "groups")
export const segmentPath = (directory: string, number: number) =>
  join(directory, segmentName(number))
export const segmentsIn = (disk: Disk, directory: string): number[] =>
  segmentNumbers(disk.names(directory))

/** Where a group stands in a log. */
export interface Place {
  readonly segment: number
  readonly offset: number
}

export interface Standing extends Place {
  /** Up to where it may have been given records. */
  readonly given: Place
  /** The reader was closed in order: `given` is exact. */
  readonly closed: boolean
}

export function standingOf(state: unknown): Standing | undefined {
  const { segment, offset, given, closed } = (state ?? {}) as Partial<Standing>
  if (!isPlace({ segment, offset }) || !isPlace(given)) return
  return { segment, offset, given, closed: closed === true } as Standing
}

const isPlace = (place: { readonly segment?: unknown; readonly offset?: unknown } | undefined) =>
  Number.isSafeInteger(place?.segment) && Number.isSafeInteger(place?.offset)

/**
 * Where each known group stands; undefined for one of which it can't be told, such as beyond the end
 * of the log: then it stood in another. The last segment may have been lost by a crash.
 */
export function standings(disk: Disk, directory: string): (Standing | undefined)[] {
  const folder = groupsIn(directory)
  const last = segmentsIn(disk, directory).at(-1) ?? 0
  return slotNames(disk.names(folder)).map((name) => {
    try {
      const standing = standingOf(openSlots(disk, folder, name).state)
      return standing && standing.segment <= last + 1 ? standing : undefined
    } catch (cause) {
      if (cause instanceof NewerFormat) return undefined
      throw cause
    }
  })
}

/** @throws NewerFormat if a later version wrote in it; it is left untouched then */
export function checkFormat(disk: Disk, directory: string): void {
  for (const name of slotNames(disk.names(groupsIn(directory))))
    openSlots(disk, groupsIn(directory), name)
  for (const number of segmentsIn(disk, directory)) {
    const version = withSegment(disk, directory, number, (file) => {
      const first = partAt(file, 0, true)
      return first.is === "newer" ? first.version : undefined
    })
    if (version !== undefined) throw new NewerFormat(`the log in ${directory}`, version, 2)
  }
}

/**
 * Segments that bear another's name (files were swapped, or put there) get numbers at the end, so
 * that every group reads them; that some is read twice is harmless. Returns the last number.
 */
export function putInOrder(disk: Disk, directory: string, quarantine: Quarantine): number {
  const known = standings(disk, directory).map((standing) => standing?.segment ?? 0)
  let last = Math.max(0, ...known)
  const strange: number[] = []
  for (const number of segmentsIn(disk, directory)) {
    const own = withSegment(disk, directory, number, ownNumber)
    const isNear = own === number || number <= last + plausibleGap
    if (isNear) last = Math.max(last, number)
    if (!isNear || (own ?? number) !== number) strange.push(number)
  }
  for (const number of strange) {
    do last++
    while (disk.size(segmentPath(directory, last)) !== undefined)
    const [from, to] = [segmentPath(directory, number), segmentPath(directory, last)]
    if (disk.size(from) === undefined) continue
    disk.rename(from, to)
    quarantine.misplaced(from, to)
  }
  return last
}

const plausibleGap = 1_000_000

/** The number that its first whole frame tells. */
function ownNumber(file: Parameters<typeof partAt>[0]): number | undefined {
  for (let at = 0; ; ) {
    const part = partAt(file, at, true)
    if (part.is === "frame") return part.frame.stamp?.segment
    if (part.is !== "damage") return
    at = part.end
  }
}

function withSegment<T>(
  disk: Disk,
  directory: string,
  number: number,
  act: (file: Parameters<typeof partAt>[0]) => T,
): T | undefined {
  const file = disk.open(segmentPath(directory, number))
  if (!file) return
  try {
    return act(file)
  } finally {
    file.close()
  }
}

/** The newest segment that begins with what counts all before it; 0 where there is none. */
export const newestWhole = (disk: Disk, directory: string): number =>
  segmentsIn(disk, directory).findLast((number) =>
    withSegment(disk, directory, number, (file) => {
      const first = partAt(file, 0, true)
      return first.is === "frame" && first.frame.kind === "snapshot"
    }),
  ) ?? 0

/**
 * Makes what a killed writer has left durable, before it is counted: a power cut could take it yet.
 * That it can't be is no reason not to start.
 */
export async function syncAll(disk: Disk, directory: string): Promise<void> {
  for (const number of segmentsIn(disk, directory)) {
    const file = disk.open(segmentPath(directory, number))
    await file?.sync().catch(() => {})
    file?.close()
  }
  await disk.syncFolder(directory).catch(() => {})
}

/** From the newest segment whose snapshot can be read: it, and the notes after it. */
export function restore(disk: Disk, directory: string, notes: Notes, quarantine: Quarantine): void {
  const later: string[] = []
  for (const number of segmentsIn(disk, directory).toReversed()) {
    const { snapshot, notes: here } = totalsIn(disk, directory, number, quarantine)
    later.unshift(...here)
    if (snapshot !== undefined) {
      notes.restore(snapshot || undefined, later)
      return
    }
  }
  notes.restore(undefined, later)
}

interface Totals {
  snapshot?: string
  readonly notes: string[]
}

/** Notes count once: those of frames that stand where they were written, each index once. */
function totalsIn(disk: Disk, directory: string, number: number, quarantine: Quarantine): Totals {
  const totals: Totals = { notes: [] }
  withSegment(disk, directory, number, (file) => {
    const counted = new Set<number>()
    for (let at = 0; ; ) {
      const part = partAt(file, at, true)
      if (part.is === "end" || part.is === "newer") return
      if (part.is === "damage")
        quarantine.bytes(part.torn ? "torn" : "damaged", number, at, part.end)
      else if (isOwn(part.frame.stamp, number, counted)) addTo(totals, part.frame)
      at = part.end
    }
  })
  return totals
}

function isOwn(
  stamp: { readonly segment: number; readonly index: number } | undefined,
  number: number,
  counted: Set<number>,
): boolean {
  if (!stamp) return true
  if (stamp.segment !== number || counted.has(stamp.index)) return false
  counted.add(stamp.index)
  return true
}

function addTo(totals: Totals, frame: { readonly kind: string; readonly value: unknown }): void {
  if (frame.kind === "snapshot") {
    totals.snapshot = String(frame.value)
    return
  }
  const { note } = frame.value as Content
  if (note !== undefined) totals.notes.push(note)
}

/** Deletes the segments that all groups have read, never that of the writer. */
export function sweep(disk: Disk, directory: string, writing: number): void {
  const oldest = oldestNeeded(disk, directory)
  for (const number of segmentsIn(disk, directory))
    if (number < oldest && number < writing) disk.remove(segmentPath(directory, number))
}

/** The lowest segment that a group has yet to read; 0 where no group is known, so that all stay. */
function oldestNeeded(disk: Disk, directory: string): number {
  const known = standings(disk, directory)
  if (known.length === 0) return 0
  return Math.min(...known.map((standing) => standing?.segment ?? 0)) // unknown: it may need all
}

export function bytesIn(disk: Disk, directory: string): number {
  let sum = 0
  for (const number of segmentsIn(disk, directory))
    sum += disk.size(segmentPath(directory, number)) ?? 0
  return sum
}
