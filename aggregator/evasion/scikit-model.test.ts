import { expect, test } from "bun:test"
import { createHash } from "node:crypto"
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { EvasionModel } from "./model.ts"
import { loadModel, saveModel } from "./model-file.ts"
import { openKind } from "./scorer.ts"
import { smallModel } from "./small-model.ts"
import { evidenceColumns } from "./vector.ts"

const testdata = join(import.meta.dir, "testdata")
const { rows, scores } = JSON.parse(readFileSync(join(testdata, "scikit-scores.json"), "utf8")) as {
  rows: number[][]
  scores: Record<string, number[]>
}

/** A model of as many columns as scikit-learn's were fitted on. */
function narrow(): EvasionModel {
  const model = smallModel()
  const kept = rows[0]!.length - evidenceColumns
  const kinds = model.kinds.map((kind) => ({
    ...kind,
    hashes: kind.hashes.slice(0, kept),
    tellings: kind.tellings.slice(0, kept),
    linear: { weights: new Float32Array(kept + evidenceColumns), bias: 0, rounds: 1 },
  }))
  return { ...model, kinds }
}

test.each(Object.keys(scores))(
  "a %s of scikit-learn in a model's place loads and scores as it did",
  async (name) => {
    const folder = mkdtempSync(join(tmpdir(), "vedette-evasion-"))
    try {
      const path = join(folder, "model.onnx")
      await saveModel(narrow(), path)
      cpSync(join(testdata, `${name}.onnx`), path)
      const metadata = JSON.parse(readFileSync(`${path}.json`, "utf8")) as { onnxHash: string }
      metadata.onnxHash = createHash("sha256").update(readFileSync(path)).digest("hex")
      writeFileSync(`${path}.json`, JSON.stringify(metadata))
      const { decide } = openKind((await loadModel(path)).kinds[0]!)
      for (const [i, row] of rows.entries()) {
        const vector = { columns: Int32Array.of(0, 1, 2), values: Float32Array.from(row) }
        expect(decide(vector)).toBeCloseTo(scores[name]![i]!, 5)
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)
