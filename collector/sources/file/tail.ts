import type { FileHandle } from "node:fs/promises"
import { openJoiner } from "#shared/pipeline/join.ts"
import type { JoinOptions } from "#shared/pipeline/join-options.ts"
import type { Joiner, OnJoined } from "#shared/pipeline/join-record.ts"
import { isBlank, rawOf, trimEnd } from "#shared/pipeline/raw.ts"
import type { Raw } from "#shared/pipeline/types.ts"
import { hashOf, headBytesMax, headOf, type Mark, noMark, readAt, tailOf } from "./mark.ts"
import type { Place } from "./places.ts"

/** A file's content that is followed. A file that is truncated goes on as another. */
export interface Tail {
  readonly file: FileHandle
  /** Device and inode. */
  readonly key: string
  /** How many contents this inode has had before. */
  readonly generation: number
  /** The name under which it was found first. */
  readonly path: string
  /** Begins each position; fixed by the first line, so that a lost state gives it again. */
  id: string | undefined
  /** All before it has been handed over, or is held by the joiner; a line begins here. */
  lineStart: number
  /** There is no line end from `lineStart` to here. */
  scanned: number
  size: number
  mtimeMs: number
  changedAtMs: number
  head: Mark
  /** Of what lies before `lineStart`. */
  tail: Mark
  /** Records before it may have been delivered by an earlier run. */
  readonly repeatTo: number
  /** It has another name now, or none. */
  isRotated: boolean
  isGone: boolean
  /** Its last reading failed; it is tried again in the next round. */
  isFailing: boolean
  settled: { offset: number; tail: Mark }
  readonly pending: Handed[]
  readonly join: JoinOptions | undefined
  /** Holds the lines of records that are not whole. */
  readonly joiner: Joiner | undefined
  /** Where records ended since nothing had followed: a later run must end them there too. */
  cuts: readonly number[]
  /** Records of a content that is gone, to be handed over with what is read next. */
  left: readonly Raw[]
}

interface Handed {
  readonly offset: number
  readonly tail: Mark
  isSettled: boolean
}

export interface TailStart extends Pick<Tail, "file" | "key" | "generation" | "path" | "repeatTo"> {
  readonly id?: string | undefined
  readonly offset: number
  readonly nowMs: number
  readonly join: JoinOptions | undefined
  readonly cuts?: readonly number[] | undefined
  readonly left?: readonly Raw[]
}

/** Begins at a line's start. */
export async function openTail(start: TailStart, size: number, mtimeMs: number): Promise<Tail> {
  const { file, key, generation, path, repeatTo, id, offset, nowMs, join } = start
  const tail = await tailOf(file, offset)
  return {
    file,
    key,
    generation,
    path,
    repeatTo,
    id,
    lineStart: offset,
    scanned: offset,
    size,
    mtimeMs,
    changedAtMs: nowMs,
    head: size > 0 ? await headOf(file, size) : noMark,
    tail,
    isRotated: false,
    isGone: false,
    isFailing: false,
    settled: { offset, tail },
    pending: [],
    join,
    joiner: join && openJoiner(join),
    cuts: start.cuts ?? [],
    left: start.left ?? [],
  }
}

/** All before it has been handed over. */
export const cleanOf = (tail: Tail): number => tail.joiner?.openFrom ?? tail.lineStart

export const placeOf = (tail: Tail): Place => ({
  path: tail.path,
  key: tail.key,
  generation: tail.generation,
  ...(tail.id !== undefined && { id: tail.id }),
  offset: tail.settled.offset,
  head: tail.head,
  tail: tail.settled.tail,
  ...(tail.cuts.length > 0 && { cuts: [...tail.cuts] }),
})

/** Notes that all so far was handed over; the place moves once this and all before it is settled. */
export async function handOver(tail: Tail): Promise<() => void> {
  tail.tail = await tailOf(tail.file, tail.lineStart)
  const offset = cleanOf(tail)
  const mark = offset === tail.lineStart ? tail.tail : await tailOf(tail.file, offset)
  const handed: Handed = { offset, tail: mark, isSettled: false }
  tail.pending.push(handed)
  return () => {
    handed.isSettled = true
    while (tail.pending[0]?.isSettled) tail.settled = tail.pending.shift()!
    tail.cuts = tail.cuts.filter((cut) => cut > tail.settled.offset)
  }
}

/** Reads on from where it stands: the lines that end within the next chunk. */
export async function readLines(
  tail: Tail,
  chunk: Buffer,
  recordBytesMax: number,
  recordsMax: number,
): Promise<Raw[]> {
  const base = tail.scanned
  const { bytesRead } = await tail.file.read(chunk, 0, chunk.length, base)
  if (bytesRead === 0) tail.size = tail.scanned // it has shrunk: the next look tells
  const data = chunk.subarray(0, bytesRead)
  const items: Raw[] = []
  skipPadding(tail, data, base)
  let end = data.indexOf(10)
  if (end >= 0) tail.id ??= await idOf(tail)
  for (; end >= 0 && items.length < recordsMax; end = data.indexOf(10, end + 1)) {
    const length = base + end - tail.lineStart
    const kept = Math.min(length, recordBytesMax)
    const begin = tail.lineStart - base
    const record =
      begin >= 0
        ? data.subarray(begin, begin + kept)
        : await readAt(tail.file, tail.lineStart, kept)
    addLine(tail, record, length, recordBytesMax, items)
    tail.lineStart = base + end + 1
    skipPadding(tail, data, base)
  }
  tail.scanned = end >= 0 ? tail.lineStart : base + bytesRead
  return items
}

/** What stands after the last line's end, as a line. */
export async function readRest(tail: Tail, recordBytesMax: number): Promise<Raw[]> {
  const items: Raw[] = []
  const length = tail.scanned - tail.lineStart
  if (length <= 0) return items
  const record = await readAt(tail.file, tail.lineStart, Math.min(length, recordBytesMax))
  tail.id ??= await idOf(tail)
  addLine(tail, record, length, recordBytesMax, items)
  tail.lineStart = tail.scanned
  return items
}

function addLine(
  tail: Tail,
  record: Buffer,
  length: number,
  recordBytesMax: number,
  items: Raw[],
): void {
  const isCut = length > record.length
  const line = isCut ? record : trimEnd(record)
  if (tail.joiner) {
    const { openFrom = tail.lineStart } = tail.joiner
    if (tail.cuts.some((cut) => cut > openFrom && cut <= tail.lineStart)) endRecords(tail, items)
    const joined = { bytes: line, length: isCut ? length : line.length, at: tail.lineStart }
    tail.joiner.add(joined, joinedTo(tail, items))
  }
  if (tail.joiner || isBlank(line, isCut ? length : line.length)) return
  const position = `${tail.id}:${tail.lineStart}`
  items.push(rawOf(line, position, recordBytesMax, isCut ? length : line.length))
}

/** Ends the records that are open. */
export function endRecords(tail: Tail, items: Raw[]): Raw[] {
  tail.joiner?.end(joinedTo(tail, items))
  return items
}

const joinedTo =
  (tail: Tail, items: Raw[]): OnJoined =>
  (record, originalBytes, at) =>
    items.push(rawOf(record, `${tail.id}:${at}`, record.length, originalBytes))

/**
 * Passes over what no line begins with: a byte order mark, and NULs, which fill a file that was
 * truncated under a writer who goes on where it was.
 */
function skipPadding(tail: Tail, data: Buffer, base: number): void {
  let at = tail.lineStart - base
  if (at < 0) return
  if (base + at === 0 && data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf) at = 3
  while (at < data.length && data[at] === 0) at++
  tail.lineStart = base + at
}

/** Of the inode and the first line, which is whole by then: so it is the same at each start. */
async function idOf({ file, key, generation }: Tail): Promise<string> {
  const head = await readAt(file, 0, headBytesMax)
  const lineEnd = head.indexOf(10)
  const first = lineEnd < 0 ? head : head.subarray(0, lineEnd + 1)
  const id = hashOf(Buffer.concat([Buffer.from(`${key}\0`), first])).slice(0, 16)
  return generation === 0 ? id : `${id}.${generation}`
}
