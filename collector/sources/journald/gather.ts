import type { Deps } from "#shared/config/define.ts"
import type { Inbox } from "#shared/pipeline/inbox.ts"
import { configuredOrigin, startId } from "#shared/pipeline/source-options.ts"
import type { Raw } from "#shared/pipeline/types.ts"
import { entryOf } from "./entry.ts"
import type { JournaldOptions } from "./options.ts"

const recordCostBytes = 64 // what an item costs beside its text

/** Gathers entries into batches, and knows where the journal was read to. */
export interface Gather {
  /** Of the last entry that was added. */
  readonly cursor: string | undefined
  add(line: Buffer, originalBytes: number): void
  /** Hands the batch over. */
  flush(): void
}

export interface GatherStart {
  readonly cursor: string | undefined
  /** Entries that were taken before may have been delivered by an earlier run. */
  readonly repeatsUntilMs: number
  /** All to this cursor is delivered. */
  readonly onDelivered: (cursor: string) => void
}

interface Handed {
  readonly cursor: string | undefined
  isSettled: boolean
}

export function openGather(
  options: JournaldOptions,
  deps: Pick<Deps, "now" | "random">,
  inbox: Inbox<Raw>,
  { cursor: firstCursor, repeatsUntilMs, onDelivered }: GatherStart,
): Gather {
  const configured = configuredOrigin(options)
  const start = startId(deps)
  const pending: Handed[] = []
  let cursor = firstCursor
  let mayRepeat = repeatsUntilMs > 0
  let items: Raw[] = []
  let bytes = 0
  let recordCount = 0
  let batchCount = 0

  const settled = (handed: Handed) => {
    handed.isSettled = true
    while (pending[0]?.isSettled) {
      const { cursor } = pending.shift()!
      if (cursor !== undefined) onDelivered(cursor)
    }
  }

  const flush = () => {
    if (items.length === 0) return
    const handed: Handed = { cursor, isSettled: false }
    pending.push(handed)
    const batch = `${start}.${batchCount++}`
    const repeat = mayRepeat && { mayRepeat }
    inbox.push({
      items,
      origin: { ...configured, batch, receivedMs: deps.now(), ...repeat },
      bytes,
      settled: (failure) => {
        if (failure === undefined) settled(handed)
      },
    })
    items = []
    bytes = 0
  }

  return {
    get cursor() {
      return cursor
    },
    flush,
    add(line, originalBytes) {
      const fallback = () => `${start}:${recordCount++}`
      const entry = entryOf(line, originalBytes, options.recordBytesMax, fallback)
      if (!entry) return
      if (mayRepeat && (entry.takenMs ?? 0) > repeatsUntilMs) {
        flush()
        mayRepeat = false
      }
      items.push(entry.raw)
      bytes += line.length + recordCostBytes
      cursor = entry.cursor ?? cursor
    },
  }
}
