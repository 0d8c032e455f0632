/** Told of each record. The bytes are a view that is valid only during the call. */
export type OnRecord = (record: Buffer, originalBytes: number) => void

/** Collects a record that arrives in pieces; of one that is too long, only the start is held. */
export interface Holder {
  readonly isEmpty: boolean
  add(piece: Buffer): void
  /** Hands over what is held, unless nothing is, and starts anew. */
  take(onRecord: OnRecord): void
}

export function openHolder(bytesMax: number): Holder {
  let held = Buffer.alloc(0)
  let kept = 0
  let total = 0
  return {
    get isEmpty() {
      return total === 0
    },
    add(piece) {
      const fits = Math.min(piece.length, bytesMax - kept)
      if (kept + fits > held.length) {
        const room = Math.min(bytesMax, Math.max(256, 2 * (kept + fits)))
        const larger = Buffer.allocUnsafeSlow(room)
        held.copy(larger, 0, 0, kept)
        held = larger
      }
      piece.copy(held, kept, 0, fits)
      kept += fits
      total += piece.length
    },
    take(onRecord) {
      if (total > 0) onRecord(held.subarray(0, kept), total)
      if (held.length > 4096) held = Buffer.alloc(0) // an idle connection holds no memory
      kept = 0
      total = 0
    },
  }
}

/** Cuts a stream into lines; a line ends with LF, and with NUL as some senders end it. */
export interface Lines {
  push(chunk: Buffer): void
  /** The stream is over: the last line need not be terminated. */
  end(): void
}

export function openLines(bytesMax: number, onRecord: OnRecord): Lines {
  const holder = openHolder(bytesMax)
  return {
    push(chunk) {
      const next = finder(chunk)
      let start = 0
      for (let end = next(start); end >= 0; end = next(start)) {
        if (holder.isEmpty)
          onRecord(chunk.subarray(start, Math.min(end, start + bytesMax)), end - start)
        else {
          holder.add(chunk.subarray(start, end))
          holder.take(onRecord)
        }
        start = end + 1
      }
      if (start < chunk.length) holder.add(chunk.subarray(start))
    },
    end: () => holder.take(onRecord),
  }
}

/** Finds the next line end from a place on. Each byte is looked at once, whatever is sent. */
function finder(chunk: Buffer): (start: number) => number {
  if (!chunk.includes(0)) return (start) => chunk.indexOf(10, start)
  let lf = -2
  let nul = -2
  return (start) => {
    if (lf !== -1 && lf < start) lf = chunk.indexOf(10, start)
    if (nul !== -1 && nul < start) nul = chunk.indexOf(0, start)
    return lf < 0 ? nul : nul < 0 ? lf : Math.min(lf, nul)
  }
}
