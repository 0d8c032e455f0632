/** What was handed out and where each partition stands: a pure ledger, tested without a broker. */
export interface Offsets {
  /** Notes a piece that is handed out; the answer marks it as settled. */
  handedOut(partition: string, lastOffset: number): () => void
  /** The next offset of each partition that moved since the last call. */
  take(): ReadonlyMap<string, number>
  /** Gives back what could not be committed, unless it has moved on. */
  untake(moved: ReadonlyMap<string, number>): void
}

interface Piece {
  readonly lastOffset: number
  isSettled: boolean
}

/** Offsets move in order: a settled piece waits for those before it. */
export function trackOffsets(): Offsets {
  const pieces = new Map<string, Piece[]>()
  let moved = new Map<string, number>()
  const advance = (partition: string) => {
    const queue = pieces.get(partition) ?? []
    while (queue[0]?.isSettled) moved.set(partition, queue.shift()!.lastOffset + 1)
  }
  return {
    handedOut(partition, lastOffset) {
      const piece = { lastOffset, isSettled: false }
      const queue = pieces.get(partition)
      if (queue) queue.push(piece)
      else pieces.set(partition, [piece])
      return () => {
        if (piece.isSettled) return
        piece.isSettled = true
        advance(partition)
      }
    },
    take() {
      const taken = moved
      moved = new Map()
      return taken
    },
    untake(taken) {
      for (const [partition, offset] of taken)
        if (!moved.has(partition)) moved.set(partition, offset)
    },
  }
}
