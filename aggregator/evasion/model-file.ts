import { createHash } from "node:crypto"
import * as v from "valibot"
import { ruleLevels } from "#shared/sigma/types.ts"
import { textKinds } from "./kinds.ts"
import type { EvasionModel, KindModel } from "./model.ts"
import { readOnnx, writeOnnx } from "./onnx.ts"
import { rowsOf } from "./rows.ts"
import { checkSignature } from "./signature.ts"
import { evidenceColumns } from "./vector.ts"
import { writeWhole } from "./write-whole.ts"

/** Where the model lies that is made of the rules in force. */
export const shipsFileIn = (home: string) => `${home}/evasion/ships.onnx`

/**
 * A model is two files: `MODEL`, the linear parts as ONNX, and `MODEL.json`, everything else. The
 * second holds the hash of the first, so that they can't be mixed.
 */
export async function saveModel(model: EvasionModel, path: string): Promise<void> {
  const onnx = writeOnnx(
    model.kinds.map(({ kind, linear }) => ({ name: kind, ...linear })),
    "1",
  )
  const metadata = {
    ...model,
    onnxHash: sha256(onnx),
    kinds: model.kinds.map(({ linear: _, hashes, tellings, baseline, ...kind }) => ({
      ...kind,
      hashes: base64(hashes),
      tellings: base64(tellings),
      baseline: { near: base64(baseline.near), any: base64(baseline.any) },
    })),
  }
  await writeWhole(path, onnx)
  await writeWhole(`${path}.json`, JSON.stringify(metadata))
}

/**
 * @param publicKeyFile then the model must be signed with its key
 * @throws Error with a reason a person can act upon
 */
export async function loadModel(path: string, publicKeyFile?: string): Promise<EvasionModel> {
  for (const file of [path, `${path}.json`])
    if (!(await Bun.file(file).exists())) throw new Error(`${file} is not there`)
  const onnx = await Bun.file(path).bytes()
  const json = await Bun.file(`${path}.json`).bytes()
  if (publicKeyFile !== undefined) await checkSignature(path, json, publicKeyFile)
  const parsed = v.safeParse(Metadata, parsedJson(json, `${path}.json`))
  if (!parsed.success) {
    const [issue] = parsed.issues
    throw new Error(`${path}.json: ${v.getDotPath(issue) ?? ""}: ${issue.message}`)
  }
  const { onnxHash, kinds, ...rest } = parsed.output
  if (onnxHash !== sha256(onnx))
    throw new Error(`${path} is not the file that ${path}.json was written with`)
  const linears = new Map(readOnnx(onnx).map((one) => [one.name, one]))
  return { ...rest, kinds: kinds.map((kind) => kindModel(kind, linears)) }
}

function parsedJson(json: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(json))
  } catch {
    throw new Error(`${file} is no JSON`)
  }
}

function kindModel(
  { hashes, tellings, baseline, ...kind }: StoredKind,
  linears: ReadonlyMap<string, { readonly weights: Float32Array; readonly bias: number }>,
): KindModel {
  const linear = linears.get(kind.kind)
  const model = {
    ...kind,
    hashes: new Int32Array(bytes(hashes)),
    tellings: new Float32Array(bytes(tellings)),
    baseline: {
      near: new Float32Array(bytes(baseline.near)),
      any: new Float32Array(bytes(baseline.any)),
    },
  }
  const rows = rowsOf(kind.rules).rows.length
  const sizes = [model.tellings.length === model.hashes.length]
  sizes.push(linear?.weights.length === model.hashes.length + evidenceColumns)
  sizes.push(model.baseline.near.length === rows && model.baseline.any.length === rows)
  if (!linear || sizes.includes(false))
    throw new Error(`the parts of the model for ${kind.kind} do not fit each other: train it anew`)
  return { ...model, linear: { weights: linear.weights, bias: linear.bias, rounds: 0 } }
}

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex")

const base64 = (data: Int32Array | Float32Array) =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64")

function bytes(text: string): ArrayBuffer {
  const data = Buffer.from(text, "base64")
  return data.buffer.slice(data.byteOffset, data.byteOffset + (data.length & ~3)) as ArrayBuffer
}

const number = v.pipe(v.number(), v.finite())
const texts = v.array(v.string())

const Alternative = v.strictObject({
  texts,
  isProgram: v.boolean(),
  anchor: v.optional(v.picklist(["whole", "start", "end"])),
  spelling: v.optional(v.picklist(["dashed", "encoded"])),
})

const Kind = v.strictObject({
  kind: v.picklist(textKinds),
  rules: v.array(
    v.strictObject({
      id: v.string(),
      title: v.string(),
      level: v.picklist(ruleLevels),
      kind: v.picklist(textKinds),
      ways: v.array(
        v.strictObject({ groups: v.array(v.array(Alternative)), isPartial: v.boolean() }),
      ),
    }),
  ),
  hashes: v.string(),
  tellings: v.string(),
  baseline: v.strictObject({ near: v.string(), any: v.string() }),
  calibration: v.strictObject({
    threshold: number,
    texts: number,
    falseShare: number,
    knownMin: number,
    isGuess: v.boolean(),
  }),
  profile: v.optional(
    v.pipe(
      v.strictObject({ edges: v.array(number), shares: v.array(number) }),
      v.check(
        ({ edges, shares }) => shares.length === edges.length + 2,
        "the profile's parts do not fit its edges",
      ),
    ),
  ),
})

type StoredKind = v.InferOutput<typeof Kind>

const Metadata = v.strictObject({
  version: v.literal(1, "the model is of another version: train it anew"),
  trainedAt: v.string(),
  seed: v.number(),
  rulesHash: v.string(),
  benignHash: v.string(),
  onnxHash: v.string(),
  kinds: v.array(Kind),
  madeOf: v.optional(v.string()),
})
