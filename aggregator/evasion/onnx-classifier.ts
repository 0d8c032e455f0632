export interface Weighted {
  readonly weights: Float32Array
  readonly bias: number
}

export interface OnnxNode {
  readonly opType?: string
  readonly input: readonly string[]
  readonly output: readonly string[]
  readonly attribute: readonly OnnxAttribute[]
}

interface OnnxAttribute {
  readonly name?: string
  readonly s?: string
  readonly floats: readonly number[]
  readonly ints: readonly number[]
}

/** Of two classes the node holds each one's weights, or those of the second, which is the malicious. */
export function linearClassifier({ attribute }: OnnxNode): Weighted {
  const { coefficients, intercepts } = numbersOf(attribute)
  if (!coefficients || !intercepts || intercepts.length > 2)
    throw new Error("the LinearClassifier does not tell two classes apart")
  const size = coefficients.length / intercepts.length
  return weighted(coefficients.slice(-size), intercepts.at(-1))
}

/** A linear kernel's support vectors add up to weights, which are those of the first class. */
export function svmClassifier({ attribute }: OnnxNode): Weighted {
  const { coefficients = [], support_vectors: vectors = [], rho = [] } = numbersOf(attribute)
  const kernel = attribute.find(({ name }) => name === "kernel_type")?.s
  if (kernel !== "LINEAR") throw new Error(`the SVMClassifier has the kernel ${kernel}, not LINEAR`)
  if (rho.length !== 1) throw new Error("the SVMClassifier does not tell two classes apart")
  const size = vectors.length / coefficients.length
  const weights = new Float64Array(Number.isInteger(size) ? size : 0)
  for (const [i, value] of vectors.entries())
    weights[i % size]! -= value * coefficients[Math.floor(i / size)]!
  return weighted([...weights], -rho[0]!)
}

const numbersOf = (attributes: readonly OnnxAttribute[]): Record<string, readonly number[]> =>
  Object.fromEntries(attributes.map(({ name = "", floats }) => [name, floats]))

function weighted(weights: readonly number[], bias: number | undefined): Weighted {
  if (weights.length === 0 || ![...weights, bias].every(Number.isFinite))
    throw new Error("the classifier's weights are not whole")
  return { weights: Float32Array.from(weights), bias: bias! }
}
