import type { Linear } from "./linear.ts"
import type { Reading } from "./reading.ts"
import { evidenceOf } from "./vector.ts"

export interface Vector {
  readonly columns: Int32Array
  readonly values: Float32Array
}

/** Length of the vector of words beside the evidence, whose margin reaches 1: words alone decide nothing. */
const wordShare = 0.15

/** The vector of the text that is being read: its words by how telling they are, then its evidence. */
export function vectorOf(
  reading: Reading,
  weights: Float32Array,
  columns: number,
  margin: number,
): Vector {
  const own = reading.ids.slice(0, reading.distinct).filter((id) => id < columns)
  own.sort()
  const extra = evidenceOf(margin)
  const at = new Int32Array(own.length + extra.length)
  const values = new Float32Array(own.length + extra.length)
  let squares = 0
  for (const [i, id] of own.entries()) {
    const value = weights[id]! * repeated(reading.counts[id]!)
    at[i] = id
    values[i] = value
    squares += value * value
  }
  const scale = wordShare / (Math.sqrt(squares) || 1)
  for (let i = 0; i < own.length; i++) values[i]! *= scale
  for (let i = 0; i < extra.length; i++) {
    at[own.length + i] = columns + i
    values[own.length + i] = extra[i]!
  }
  return { columns: at, values }
}

export function decide({ weights, bias }: Linear, { columns, values }: Vector): number {
  let sum = bias
  for (let i = 0; i < columns.length; i++) sum += weights[columns[i]!]! * values[i]!
  return sum
}

/** What `decide` says of `vectorOf`, with no vector made. */
export function decided(
  { weights: own, bias }: Linear,
  reading: Reading,
  weights: Float32Array,
  columns: number,
  margin: number,
): number {
  const { ids, counts, distinct } = reading
  let sum = 0
  let squares = 0
  for (let i = 0; i < distinct; i++) {
    const id = ids[i]!
    if (id >= columns) continue
    const count = counts[id]!
    const value = count === 1 ? weights[id]! : weights[id]! * repeated(count)
    squares += value * value
    sum += own[id]! * value
  }
  sum *= wordShare / (Math.sqrt(squares) || 1)
  const extra = evidenceOf(margin)
  for (let i = 0; i < extra.length; i++) sum += own[columns + i]! * extra[i]!
  return sum + bias
}

const repeats = Float64Array.from({ length: 256 }, (_, count) => 1 + Math.log(count))
const repeated = (count: number) => (count < 256 ? repeats[count]! : 1 + Math.log(count))
