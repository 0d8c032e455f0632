import { join } from "node:path"
import { readOnnx } from "../onnx.ts"
import { ordinaryTexts } from "../ordinary-corpus.ts"
import type { RuleTexts } from "../rule-texts.ts"
import { openKind } from "../scorer.ts"
import { trainEvasion } from "../train.ts"
import type { Scikit } from "./scikit.ts"

const kind = "process_creation"
const textsMax = 1500

/**
 * A machine that scikit-learn fits on our vectors, exported to ONNX and read back: the largest
 * difference of a score, undefined where there is no scikit-learn.
 */
export async function scikitModel(
  rules: readonly RuleTexts[],
  malicious: readonly string[],
  cache: string,
  scikit: Scikit,
): Promise<number | undefined> {
  const benign = ordinaryTexts()
    .filter((one) => one.kind === kind)
    .slice(0, textsMax)
  const model = trainEvasion(rules, benign, {
    seed: 1,
    falseShareMax: 0.001,
    now: () => 0,
    told: () => {},
  }).kinds.find((one) => one.kind === kind)!
  const texts = [...malicious.slice(0, textsMax), ...benign.map(({ text }) => text)]
  const { vectorOf } = openKind(model)
  const vectors = texts.map((text) => vectorOf(text))
  const onnx = join(cache, "scikit.onnx")
  const theirs = await scikit<{ scores: number[] }>({
    columns: vectors.map(({ columns }) => [...columns]),
    values: vectors.map(({ values }) => [...values]),
    width: model.linear.weights.length,
    labels: texts.map((_, i) => (i < texts.length - benign.length ? 1 : -1)),
    cost: 1,
    onnx,
    name: kind,
  })
  if (!theirs) return undefined
  const [{ weights, bias } = { weights: new Float32Array(), bias: 0 }] = readOnnx(
    await Bun.file(onnx).bytes(),
  )
  const { decide } = openKind({ ...model, linear: { weights, bias, rounds: 0 } })
  return Math.max(...vectors.map((vector, i) => Math.abs(decide(vector) - theirs.scores[i]!)))
}
