import type { Deps } from "#shared/config/define.ts"
import type { Inbox } from "#shared/pipeline/inbox.ts"
import { configuredOrigin, startId } from "#shared/pipeline/source-options.ts"
import type { Raw } from "#shared/pipeline/types.ts"
import type { Following } from "./follow.ts"
import type { FileOptions } from "./options.ts"
import type { Problems } from "./problems.ts"
import { cleanOf, endRecords, handOver, readLines, readRest, type Tail } from "./tail.ts"

const chunkBytes = 256 * 1024
const batchRecordsMax = 2000
const recordCostBytes = 64 // what an item costs beside its text
const cutsMax = 1000 // beyond it a record waits for the next, or for its file's end

/** Reads what is unread in the files and pushes it to the inbox. */
export interface Reader {
  /** Reads in turns, for about as long as a pause lasts. True if more is left. */
  drain(stop: AbortSignal): Promise<boolean>
  /**
   * Ends records that nothing has followed, and ends with files that were rotated away and to which
   * nobody writes any more.
   */
  leaveQuiet(): Promise<void>
  /** Something was settled: there may be room again. */
  makeRoom(): void
}

export interface ReaderDeps extends Pick<Deps, "now" | "random"> {
  readonly inbox: Inbox<Raw>
  readonly following: Following
  readonly problems: Problems
  /** A place has moved. */
  readonly onMoved: () => void
  readonly save: () => Promise<void>
}

export function openReader(options: FileOptions, deps: ReaderDeps): Reader {
  const { inbox, following, now, onMoved, save } = deps
  const { recordBytesMax, unsettledBytesMax, pollMs, quietMs } = options
  const chunk = Buffer.allocUnsafeSlow(chunkBytes)
  const trying = openTrying(options, deps)
  let wake = () => {}

  const room = async (stop: AbortSignal) => {
    if (inbox.openBytes <= unsettledBytesMax) return
    await new Promise<void>((resolve) => {
      stop.addEventListener("abort", () => resolve(), { once: true })
      wake = () => {
        if (inbox.openBytes <= unsettledBytesMax) resolve()
      }
    })
  }

  const readTurn = async (stop: AbortSignal): Promise<boolean> => {
    let hasRead = false
    for (const tail of following.tails.values()) {
      if ((tail.scanned >= tail.size && tail.left.length === 0) || tail.isFailing) continue
      await room(stop)
      if (stop.aborted) return false
      await trying(tail, () => readLines(tail, chunk, recordBytesMax, batchRecordsMax))
      hasRead = true
    }
    return hasRead
  }

  /** Where a record ends so is saved first: after a kill it must be the same record. */
  const endQuietRecords = async () => {
    const { join } = options
    if (!join) return
    const quietOf = ({ isRotated }: Tail) =>
      isRotated ? Math.min(join.quietMs, quietMs) : join.quietMs
    const isQuiet = (tail: Tail) =>
      tail.joiner?.openFrom !== undefined &&
      !tail.isFailing &&
      tail.scanned >= tail.size &&
      now() - tail.changedAtMs >= quietOf(tail) &&
      tail.cuts.length < cutsMax
    const quiet = [...following.tails.values()].filter(isQuiet)
    if (quiet.length === 0) return
    for (const tail of quiet) tail.cuts = [...tail.cuts, tail.lineStart]
    await save()
    for (const tail of quiet) await trying(tail, async () => endRecords(tail, []))
  }

  return {
    makeRoom: () => wake(),
    async drain(stop) {
      const end = performance.now() + pollMs
      while (await readTurn(stop)) if (performance.now() > end) return true
      return false
    },
    async leaveQuiet() {
      const isLeft = (tail: Tail) =>
        tail.isRotated &&
        !tail.isFailing &&
        tail.scanned >= tail.size &&
        now() - tail.changedAtMs >= quietMs
      const left = [...following.tails.values()].filter(isLeft)
      for (const tail of left) await trying(tail, () => readRest(tail, recordBytesMax))
      await endQuietRecords()
      for (const tail of left) {
        if (!tail.isGone || tail.isFailing || tail.pending.length > 0) continue
        if (tail.joiner?.openFrom !== undefined)
          await trying(tail, async () => endRecords(tail, []))
        if (tail.pending.length > 0) continue
        await following.leave(tail)
        onMoved()
      }
    },
  }
}

/** Where a tail stood before it was read. */
interface Before {
  readonly lineStart: number
  readonly clean: number
}

/** Reads, and hands over what was read. */
function openTrying(options: FileOptions, deps: ReaderDeps) {
  const { inbox, problems, now, onMoved } = deps
  const { recordBytesMax } = options
  const configured = configuredOrigin(options)
  const start = startId(deps)
  let batchCount = 0

  const push = async (tail: Tail, items: readonly Raw[], before: Before) => {
    if (tail.lineStart === before.lineStart && items.length === 0) return
    const moved = await handOver(tail)
    const settled = (failure?: unknown) => {
      if (failure !== undefined) return
      moved()
      onMoved()
    }
    if (items.length === 0) return settled()
    const origin = {
      ...configured,
      path: tail.path,
      batch: `${start}.${batchCount++}`,
      receivedMs: now(),
      ...(before.clean < tail.repeatTo && { mayRepeat: true }),
    }
    const bytes = tail.joiner
      ? items.reduce((sum, { text }) => sum + text.length, 0)
      : Math.min(tail.lineStart - before.lineStart, chunkBytes + recordBytesMax)
    inbox.push({ items, origin, bytes: bytes + items.length * recordCostBytes, settled })
  }

  /** What can't be read is tried again in the next round. */
  return async (tail: Tail, read: () => Promise<readonly Raw[]>) => {
    const before = { lineStart: tail.lineStart, clean: cleanOf(tail) }
    try {
      tail.left = [...tail.left, ...(await read())]
      await push(tail, tail.left, before)
      tail.left = []
    } catch (cause) {
      tail.isFailing = true
      problems.tell(tail.path, cause)
    }
  }
}
