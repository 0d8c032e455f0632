import type { Evidence, Reader } from "./evidence.ts"
import type { Reading } from "./reading.ts"
import type { Row } from "./rows.ts"
import type { Triggers } from "./triggers.ts"
import { type Highest, marginOf } from "./vector.ts"

/** How far a text has gone beyond what benign texts show, and of which row. */
export interface Nearest {
  readonly margin: number
  readonly best: Evidence | undefined
}

/** Finds the row that the text being read has gone farthest with, among those that it can lead to. */
export function openNearest(
  reader: Reader,
  reading: Reading,
  triggers: Triggers,
  rows: readonly Row[],
  highest: Highest,
  leastOf: (row: number) => number | undefined,
) {
  const least = Float32Array.from(rows, (_, row) => leastOf(row) ?? 1)
  const checkedAt = new Int32Array(reader.known.masses.length)
  const reachedAt = new Int32Array(rows.length)
  const reached = new Int32Array(rows.length)
  let count = 0
  let now = 0
  let nearest: Nearest | undefined

  const follow = (id: number) => {
    const end = triggers.starts[id + 1]!
    for (let k = triggers.starts[id]!; k < end; k++) {
      const piece = triggers.pieces[k]!
      if (checkedAt[piece] === now) continue
      checkedAt[piece] = now
      if (reader.known.credit(piece) < triggers.credits[piece]!) continue
      for (const row of triggers.rowsOfPiece[piece]!) {
        if (reachedAt[row] === now) continue
        reachedAt[row] = now
        reached[count++] = row
      }
    }
  }

  const reach = () => {
    if (now === reading.now) return
    now = reading.now
    count = 0
    nearest = undefined
    for (let i = 0; i < reading.distinct; i++) follow(reading.ids[i]!)
    for (let i = 0; i < reading.led; i++) follow(reading.leads[i]!)
  }

  return {
    /** Rows that some of the text leads to. */
    reached(): Int32Array {
      reach()
      return reached.subarray(0, count)
    },
    nearest(): Nearest {
      reach()
      if (nearest) return nearest
      let margin = 0
      let best: Evidence | undefined
      for (let i = 0; i < count; i++) {
        const row = reached[i]!
        const evidence = reader.evidenceOf(row, least[row]!)
        const own = evidence ? marginOf(evidence, rows[row]!, highest(evidence)) : 0
        if (own <= margin) continue
        margin = own
        best = evidence
      }
      nearest = { margin, best }
      return nearest
    },
  }
}
