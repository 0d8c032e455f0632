/**
 * The features of AMIDES (Uetz et al., USENIX Security 2024), written from its description: cleaned
 * words of a command, order lost, weighed by tf-idf.
 */

const dropped = /["^`\u2019]/g
const number = /^(?:0x)?[0-9a-f]{4,}$/
const wordCharsMax = 30

/** Words of a text, sorted; words that repeat stay. */
export function amidesWords(text: string): string[] {
  const words =
    text
      .replace(dropped, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}_]+/gu) ?? []
  return words.filter((one) => !number.test(one) && one.length <= wordCharsMax).sort()
}

export interface SparseVector {
  readonly columns: Int32Array
  readonly values: Float64Array
}

export interface Vocabulary {
  readonly columns: ReadonlyMap<string, number>
  /** `ln((1 + n) / (1 + df)) + 1`, as scikit-learn has it. */
  readonly weights: Float64Array
}

export function vocabularyOf(documents: readonly (readonly string[])[]): Vocabulary {
  const frequency = new Map<string, number>()
  for (const words of documents)
    for (const one of new Set(words)) frequency.set(one, (frequency.get(one) ?? 0) + 1)
  const names = [...frequency.keys()].sort()
  const weights = Float64Array.from(
    names,
    (name) => Math.log((1 + documents.length) / (1 + frequency.get(name)!)) + 1,
  )
  return { columns: new Map(names.map((name, column) => [name, column])), weights }
}

/** Counts times weights, of length 1; words that are not known are left out. */
export function tfIdf(words: readonly string[], { columns, weights }: Vocabulary): SparseVector {
  const counts = new Map<number, number>()
  for (const one of words) {
    const column = columns.get(one)
    if (column !== undefined) counts.set(column, (counts.get(column) ?? 0) + 1)
  }
  const own = Int32Array.from(counts.keys()).sort()
  const values = Float64Array.from(own, (column) => counts.get(column)! * weights[column]!)
  const norm = Math.hypot(...values) || 1
  return { columns: own, values: values.map((value) => value / norm) }
}
