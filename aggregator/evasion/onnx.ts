import { Root } from "protobufjs/light"
import { linearClassifier, type OnnxNode, svmClassifier, type Weighted } from "./onnx-classifier.ts"

/** The parts of onnx.proto3 (ONNX 1.16, IR version 8) that a linear model needs. */
const messages = Root.fromJSON({
  nested: {
    Model: {
      fields: {
        irVersion: one("int64", 1),
        producerName: one("string", 2),
        producerVersion: one("string", 3),
        graph: one("Graph", 7),
        opsetImport: many("Opset", 8),
        metadataProps: many("Property", 14),
      },
    },
    Property: { fields: { key: one("string", 1), value: one("string", 2) } },
    Opset: { fields: { domain: one("string", 1), version: one("int64", 2) } },
    Graph: {
      fields: {
        node: many("Node", 1),
        name: one("string", 2),
        initializer: many("Tensor", 5),
        input: many("ValueInfo", 11),
        output: many("ValueInfo", 12),
      },
    },
    Node: {
      fields: {
        input: many("string", 1),
        output: many("string", 2),
        name: one("string", 3),
        opType: one("string", 4),
        attribute: many("Attribute", 5),
      },
    },
    Attribute: {
      fields: {
        name: one("string", 1),
        s: one("string", 4),
        floats: many("float", 7),
        ints: many("int64", 8),
      },
    },
    Tensor: {
      fields: {
        dims: many("int64", 1),
        dataType: one("int32", 2),
        floatData: many("float", 4),
        name: one("string", 8),
        rawData: one("bytes", 9),
      },
    },
    ValueInfo: { fields: { name: one("string", 1), type: one("Type", 2) } },
    Type: { fields: { tensorType: one("TensorType", 1) } },
    TensorType: { fields: { elemType: one("int32", 1), shape: one("Shape", 2) } },
    Shape: { fields: { dim: many("Dimension", 1) } },
    Dimension: { fields: { dimValue: one("int64", 1), dimParam: one("string", 2) } },
  },
})

function one(type: string, id: number) {
  return { type, id }
}

function many(type: string, id: number) {
  return { rule: "repeated", type, id }
}

const float = 1
const opset = 13

/** `score = features · weights + bias`, features of shape [rows, weights]. */
export interface NamedLinear extends Weighted {
  readonly name: string
}

/**
 * Linear models as one ONNX file: for each an input `<name>` of shape [rows, columns] and an output
 * `<name>_score` of shape [rows, 1].
 */
export function writeOnnx(models: readonly NamedLinear[], version: string): Uint8Array {
  const shaped = (name: string, columns: number) => ({
    name,
    type: {
      tensorType: {
        elemType: float,
        shape: { dim: [{ dimParam: "rows" }, { dimValue: columns }] },
      },
    },
  })
  const tensor = (name: string, dims: number[], data: Float32Array) => ({
    name,
    dims,
    dataType: float,
    rawData: bytesOf(data),
  })
  const Model = messages.lookupType("Model")
  const model = Model.fromObject({
    irVersion: 8,
    producerName: "vedette",
    producerVersion: version,
    opsetImport: [{ domain: "", version: opset }],
    graph: {
      name: "evasion",
      node: models.flatMap(({ name }) => [
        node("MatMul", [name, `${name}_weights`], `${name}_product`),
        node("Add", [`${name}_product`, `${name}_bias`], `${name}_score`),
      ]),
      initializer: models.flatMap(({ name, weights, bias }) => [
        tensor(`${name}_weights`, [weights.length, 1], weights),
        tensor(`${name}_bias`, [1], Float32Array.of(bias)),
      ]),
      input: models.map(({ name, weights }) => shaped(name, weights.length)),
      output: models.map(({ name }) => shaped(`${name}_score`, 1)),
    },
  })
  return Model.encode(model).finish()
}

const node = (opType: string, input: string[], output: string) => ({
  opType,
  input,
  output: [output],
  name: output,
})

/** Float32 in little endian, which ONNX asks for and every machine here is. */
const bytesOf = (data: Float32Array) =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

/** Nodes that give a score another form, or put a name to it, once it is known. */
const shaping = new Set(
  "Add ArgMax ArrayFeatureExtractor Cast Concat Identity Mul Normalizer Reshape ZipMap".split(" "),
)

/**
 * Reads the weights of linear models: files written here, and what scikit-learn's converters make of
 * LinearSVC, SVC with a linear kernel, SGDClassifier and LogisticRegression. Runs nothing of the file.
 * @throws Error with a reason
 */
export function readOnnx(file: Uint8Array): NamedLinear[] {
  const Model = messages.lookupType("Model")
  const model = Model.toObject(Model.decode(file), { arrays: true, longs: Number }) as OnnxModel
  const { graph } = model
  if (!graph) throw new Error("the file holds no graph: it is no ONNX model")
  const tensors = new Map(graph.initializer.map((one) => [one.name ?? "", one]))
  const models: NamedLinear[] = []
  for (const [i, node] of graph.node.entries()) {
    const { opType = "", input } = node
    const name = input[0] ?? ""
    if (opType === "MatMul" || opType === "Gemm")
      models.push({ name, ...productOf(node, graph.node[i + 1], tensors) })
    else if (opType === "LinearClassifier") models.push({ name, ...linearClassifier(node) })
    else if (opType === "SVMClassifier") models.push({ name, ...svmClassifier(node) })
    else if (!shaping.has(opType))
      throw new Error(`the graph has a node ${opType}: only a linear model can be read`)
  }
  if (models.length === 0) throw new Error("the graph holds no linear model")
  return models
}

function productOf(
  { opType, input, output }: OnnxNode,
  next: OnnxNode | undefined,
  tensors: ReadonlyMap<string, OnnxTensor>,
): Weighted {
  const weights = tensors.get(input[1] ?? "")
  const biasName = opType === "Gemm" ? input[2] : next?.input.find((name) => name !== output[0])
  const bias = tensors.get(biasName ?? "")
  if (!weights || !bias) throw new Error(`the node ${opType} has no constant weights and bias`)
  return { weights: floatsOf(weights), bias: floatsOf(bias)[0] ?? 0 }
}

interface OnnxTensor {
  readonly name?: string
  readonly dims: readonly number[]
  readonly dataType?: number
  readonly floatData: readonly number[]
  readonly rawData?: Uint8Array
}

interface OnnxModel {
  readonly graph?: {
    readonly node: readonly OnnxNode[]
    readonly initializer: readonly OnnxTensor[]
  }
}

const weightsMax = 16_777_216

function floatsOf({ name, dims, dataType, floatData, rawData }: OnnxTensor): Float32Array {
  const size = dims.reduce((product, dim) => product * dim, 1)
  if (dataType !== float) throw new Error(`the tensor ${name} does not hold 32-bit floats`)
  if (!(size >= 0 && size <= weightsMax)) throw new Error(`the tensor ${name} is too large`)
  const data = rawData?.length
    ? new Float32Array(Uint8Array.from(rawData).buffer, 0, rawData.length >> 2) // a Buffer's slice is no copy
    : Float32Array.from(floatData)
  if (data.length !== size) throw new Error(`the tensor ${name} does not hold what its shape says`)
  if (!data.every(Number.isFinite)) throw new Error(`the tensor ${name} holds what is no number`)
  return data
}
