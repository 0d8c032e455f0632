import type { Batch, Origin } from "./types.ts"

/** What a listener received: items that belong together. */
export interface Delivery<Item> {
  readonly items: readonly Item[]
  readonly origin: Origin
  readonly bytes: number
  /** Told once how it went; not told of a failure where the inbox keeps what failed. */
  readonly settled?: (failure?: unknown) => void
}

/** Between a listener, which pushes, and `run`, which pulls. The listener bounds it by `openBytes`. */
export interface Inbox<Item> {
  push(delivery: Delivery<Item>): void
  /** Bytes that were pushed and have not been settled. */
  readonly openBytes: number
  /** The reading was aborted: nothing that is pushed now is read before the next `read`. */
  readonly isStopped: boolean
  /**
   * Hands out what was pushed. After the abort it hands out what had been pushed by then, and ends.
   * A failed batch ends it too, so that whoever reads learns of it at once; `read` may be called
   * again.
   */
  read(signal: AbortSignal): AsyncGenerator<Batch<Item>>
  /** Ends the reading; returns what was never delivered, of which each was told the cause. */
  close(cause: unknown): readonly Delivery<Item>[]
}

export interface InboxOptions {
  /** Keep what failed for the next `read`, marked as repeated: for senders who can't send again. */
  readonly keepsFailed: boolean
  /** Called after each batch: there may be room again. */
  readonly onSettled?: () => void
}

export function openInbox<Item>({ keepsFailed, onSettled }: InboxOptions): Inbox<Item> {
  const failed: Delivery<Item>[] = []
  let waiting: Delivery<Item>[] = []
  let openBytes = 0
  let failures = 0
  let isStopped = false
  let isClosed = false
  let wake = () => {}

  const settle = (delivery: Delivery<Item>, failure: unknown) => {
    if (failure === undefined || isClosed || !keepsFailed) {
      openBytes -= delivery.bytes
      delivery.settled?.(failure)
    } else {
      failed.push({ ...delivery, origin: { ...delivery.origin, mayRepeat: true } })
    }
    if (failure !== undefined) failures++
    wake()
    onSettled?.()
  }

  return {
    get openBytes() {
      return openBytes
    },
    get isStopped() {
      return isStopped
    },
    push(delivery) {
      openBytes += delivery.bytes
      waiting.push(delivery)
      wake()
    },
    async *read(signal) {
      isStopped = false
      waiting = [...failed.splice(0), ...waiting]
      const failuresBefore = failures
      const onAbort = () => wake()
      signal.addEventListener("abort", onAbort)
      try {
        let left = Number.POSITIVE_INFINITY
        while (!isClosed && failures === failuresBefore) {
          if (signal.aborted && !isStopped) {
            isStopped = true
            left = waiting.length
          }
          const next = left > 0 ? waiting.shift() : undefined
          left--
          if (next) yield asBatch(next, settle)
          else if (isStopped) return
          else {
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          }
        }
      } finally {
        signal.removeEventListener("abort", onAbort)
      }
    },
    close(cause) {
      isClosed = true
      isStopped = true
      const left = [...failed.splice(0), ...waiting.splice(0)]
      for (const delivery of left) settle(delivery, cause)
      wake()
      return left
    },
  }
}

function asBatch<Item>(
  delivery: Delivery<Item>,
  settle: (delivery: Delivery<Item>, failure: unknown) => void,
): Batch<Item> {
  let isSettled = false
  return {
    items: delivery.items,
    origin: delivery.origin,
    bytes: delivery.bytes,
    settle(failure) {
      if (isSettled) return
      isSettled = true
      settle(delivery, failure)
    },
  }
}
