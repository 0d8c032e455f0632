import type { Deps } from "#shared/config/define.ts"
import type { Inbox } from "#shared/pipeline/inbox.ts"
import { configuredOrigin, startId } from "#shared/pipeline/source-options.ts"
import type { Raw } from "#shared/pipeline/types.ts"
import type { Following } from "./follow.ts"
import type { FileOptions } from "./options.ts"
import type { Problems } from "./problems.ts"
import { handOver, readLines, readRest, type Tail } from "./tail.ts"

const chunkBytes = 256 * 1024
const batchRecordsMax = 2000
const recordCostBytes = 64 // what an item costs beside its text

/** Reads what is unread in the files and pushes it to the inbox. */
export interface Reader {
  /** Reads in turns, for about as long as a pause lasts. True if more is left. */
  drain(stop: AbortSignal): Promise<boolean>
  /** Ends with files that were rotated away and to which nobody writes any more. */
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
}

export function openReader(options: FileOptions, deps: ReaderDeps): Reader {
  const { inbox, following, problems, now, onMoved } = deps
  const { recordBytesMax, unsettledBytesMax, pollMs, quietMs } = options
  const configured = configuredOrigin(options)
  const start = startId(deps)
  const chunk = Buffer.allocUnsafeSlow(chunkBytes)
  let batchCount = 0
  let wake = () => {}

  const push = async (tail: Tail, items: readonly Raw[], from: number) => {
    if (tail.lineStart === from) return
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
      ...(from < tail.repeatTo && { mayRepeat: true }),
    }
    const readBytes = Math.min(tail.lineStart - from, chunkBytes + recordBytesMax)
    inbox.push({ items, origin, bytes: readBytes + items.length * recordCostBytes, settled })
  }

  const room = async (stop: AbortSignal) => {
    if (inbox.openBytes <= unsettledBytesMax) return
    await new Promise<void>((resolve) => {
      stop.addEventListener("abort", () => resolve(), { once: true })
      wake = () => {
        if (inbox.openBytes <= unsettledBytesMax) resolve()
      }
    })
  }

  /** What can't be read is tried again in the next round. */
  const trying = async (tail: Tail, read: () => Promise<readonly Raw[]>) => {
    const from = tail.lineStart
    try {
      await push(tail, await read(), from)
    } catch (cause) {
      tail.isFailing = true
      problems.tell(tail.path, cause)
    }
  }

  const readTurn = async (stop: AbortSignal): Promise<boolean> => {
    let hasRead = false
    for (const tail of following.tails.values()) {
      if (tail.scanned >= tail.size || tail.isFailing) continue
      await room(stop)
      if (stop.aborted) return false
      await trying(tail, () => readLines(tail, chunk, recordBytesMax, batchRecordsMax))
      hasRead = true
    }
    return hasRead
  }

  return {
    makeRoom: () => wake(),
    async drain(stop) {
      const end = performance.now() + pollMs
      while (await readTurn(stop)) if (performance.now() > end) return true
      return false
    },
    async leaveQuiet() {
      for (const tail of [...following.tails.values()]) {
        if (!tail.isRotated || tail.isFailing || tail.scanned < tail.size) continue
        if (now() - tail.changedAtMs < quietMs) continue
        await trying(tail, () => readRest(tail, recordBytesMax))
        if (!tail.isGone || tail.pending.length > 0) continue
        await following.leave(tail)
        onMoved()
      }
    },
  }
}
