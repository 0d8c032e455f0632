import type { Room } from "./log-room.ts"

interface Waiting {
  readonly frame: Buffer
  readonly note: string | undefined
  readonly isGivenUp: () => boolean
  done(): void
  fail(cause: unknown): void
}

const groupBytesMax = 8 << 20

/**
 * What waits to be written, in the order in which it came. Frames that come while the disk is busy
 * are written together: one fsync serves all of them. Who is aborted is still served if that can be
 * done now; while nothing can be written they are told at once, and nothing of it is kept.
 */
export function openAppends(
  room: Pick<Room, "fits" | "make" | "write" | "idle">,
  written: (note: string) => void,
) {
  const waiting: Waiting[] = []
  let pumping: Promise<void> | undefined
  let isClosed = false
  let isStuck = false

  const pump = async () => {
    while (waiting.length > 0 && !isClosed) {
      const { length } = waiting[0]!.frame
      isStuck = !room.fits(length) && !(await room.make(length))
      if (isStuck) {
        waiting.splice(0, waiting.length, ...waiting.filter(isWanted))
        continue
      }
      const group = nextGroup()
      if (group.length === 0) continue
      const frames = group.map(({ frame }) => frame)
      isStuck = !(await room.write(frames, () => group.forEach(succeed)))
      if (isStuck) waiting.unshift(...group.filter(isWanted))
    }
    isStuck = false
    pumping = undefined
    room.idle()
  }

  /** The first, and those after it for which there is room too. */
  const nextGroup = () => {
    const group: Waiting[] = []
    let bytes = 0
    while (waiting.length > 0 && bytes < groupBytesMax) {
      bytes += waiting[0]!.frame.length
      if (group.length > 0 && !room.fits(bytes)) break
      group.push(waiting.shift()!)
    }
    return group
  }

  const succeed = ({ note, done }: Waiting) => {
    if (note !== undefined) written(note)
    done()
  }
  const isWanted = (one: Waiting) => {
    const isGivenUp = isClosed || one.isGivenUp()
    if (isGivenUp) one.fail(new Error("stopped while the log could not be written"))
    return !isGivenUp
  }

  return {
    async add(frame: Buffer, signal: AbortSignal, note: string | undefined): Promise<void> {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      if (isStuck) signal.throwIfAborted()
      if (isClosed) throw new Error("the log is closed")
      const forget = () => {
        const at = waiting.indexOf(one)
        if (at < 0 || !isStuck) return // it is being written, or soon
        waiting.splice(at, 1)
        one.fail(signal.reason)
      }
      const settled = () => signal.removeEventListener("abort", forget)
      const one: Waiting = {
        frame,
        note,
        isGivenUp: () => signal.aborted,
        done: resolve,
        fail: reject,
      }
      signal.addEventListener("abort", forget)
      promise.then(settled, settled)
      waiting.push(one)
      pumping ??= pump()
      return promise
    },
    /** Resolves when nothing waits any more. */
    async idle() {
      while (pumping !== undefined) await pumping
    },
    close() {
      isClosed = true
      for (const one of waiting.splice(0)) one.fail(new Error("the log is closed"))
    },
    /** Resolves when nothing is being written. */
    async settled() {
      await pumping
    },
  }
}
