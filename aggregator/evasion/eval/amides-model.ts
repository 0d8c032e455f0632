import { chanceOf } from "#shared/chance.ts"
import { type SparseRows, trainLinear } from "../linear.ts"
import { type SparseVector, tfIdf, type Vocabulary, vocabularyOf } from "./amides-features.ts"

/** A linear support vector machine over AMIDES' features. */
export interface AmidesModel {
  readonly vocabulary: Vocabulary
  readonly weights: ArrayLike<number>
  readonly bias: number
}

/** What AMIDES' grid search picks on its public data; its parameters file has the same. */
export const amidesCost = 1.59985872

export interface AmidesTraining {
  /** The gradient may be so far from its optimum. */
  readonly tolerance: number
  readonly roundsMax: number
}

const plenty: AmidesTraining = { tolerance: 0.01, roundsMax: 200 }

/** Words of what rules look for against words of benign texts. */
export function trainAmides(
  malicious: readonly (readonly string[])[],
  benign: readonly (readonly string[])[],
  { tolerance, roundsMax }: AmidesTraining = plenty,
): AmidesModel {
  const documents = [...malicious, ...benign]
  const vocabulary = vocabularyOf(documents)
  const rows = rowsOf(
    documents.map((words) => tfIdf(words, vocabulary)),
    vocabulary.weights.length,
  )
  const labels = new Int8Array(documents.length).fill(-1).fill(1, 0, malicious.length)
  const { weights, bias } = trainLinear(rows, labels, {
    costPositive: amidesCost,
    costNegative: amidesCost,
    loss: "hinge",
    tolerance,
    roundsMax,
    random: chanceOf(1).next,
  })
  return { vocabulary, weights, bias }
}

/** Above 0 is malicious; a text without a word that is known gets the bias, whatever it is. */
export function amidesScore(
  { vocabulary, weights, bias }: AmidesModel,
  words: readonly string[],
): number {
  const { columns, values } = tfIdf(words, vocabulary)
  let sum = bias
  for (let i = 0; i < columns.length; i++) sum += weights[columns[i]!]! * values[i]!
  return sum
}

export function rowsOf(vectors: readonly SparseVector[], columnsMax: number): SparseRows {
  const starts = new Int32Array(vectors.length + 1)
  for (const [i, { columns }] of vectors.entries()) starts[i + 1] = starts[i]! + columns.length
  const columns = new Int32Array(starts[vectors.length]!)
  const values = new Float32Array(columns.length)
  for (const [i, vector] of vectors.entries()) {
    columns.set(vector.columns, starts[i]!)
    values.set(vector.values, starts[i]!)
  }
  return { starts, columns, values, columnsMax }
}
