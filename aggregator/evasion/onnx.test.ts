import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { readOnnx, writeOnnx } from "./onnx.ts"

/**
 * Made by `scikit-models.py` beside them: four classifiers of scikit-learn, fitted on forty random rows
 * and converted by skl2onnx, with what their decision functions say of three rows.
 */
const folder = join(import.meta.dir, "testdata")
const { rows, scores } = JSON.parse(readFileSync(join(folder, "scikit-scores.json"), "utf8")) as {
  rows: number[][]
  scores: Record<string, number[]>
}

const read = (name: string) => readOnnx(readFileSync(join(folder, `${name}.onnx`)))

const decide = (weights: Float32Array, bias: number, row: readonly number[]) =>
  weights.reduce((sum, weight, i) => sum + weight * row[i]!, bias)

test.each(Object.keys(scores))(
  "a %s of scikit-learn, exported to ONNX, scores as it did",
  (name) => {
    const [model] = read(name)
    expect(model?.name).toBe("process_creation")
    for (const [i, row] of rows.entries())
      expect(decide(model!.weights, model!.bias, row)).toBeCloseTo(scores[name]![i]!, 5)
  },
)

test("what is written is what is read", () => {
  const model = { name: "proxy", weights: Float32Array.of(1, -2, 0.5), bias: 0.25 }
  expect(readOnnx(writeOnnx([model], "1"))).toEqual([model])
})

test("a model that is not linear is refused", () => {
  expect(() => read("tree")).toThrow("TreeEnsembleClassifier: only a linear model can be read")
})

test("a kernel that is not linear is refused", () => {
  expect(() => read("radial")).toThrow("the kernel RBF, not LINEAR")
})

test("three classes are refused", () => {
  expect(() => read("three")).toThrow("does not tell two classes apart")
})

test("a file cut short is refused, or nothing of its weights is lost", () => {
  const model = { name: "proxy", weights: new Float32Array(20).fill(3), bias: 1 }
  const whole = writeOnnx([model], "1")
  for (let size = 0; size < whole.length; size++) {
    let read: unknown = [model]
    try {
      read = readOnnx(whole.subarray(0, size))
    } catch {}
    expect(read).toEqual([model])
  }
})
