import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { amidesProtocol } from "./amides-protocol.ts"
import { isHeldOut, openCorpus } from "./corpus.ts"
import { type Honest, honest } from "./honest.ts"
import { plot } from "./plot.ts"
import { page, report, type Speed } from "./report.ts"
import { openScikit } from "./scikit.ts"
import { scikitModel } from "./scikit-model.ts"

/**
 * `bun run eval evasion`: the evasion detector against AMIDES' features, on others' events and on the
 * commands that this machine's packages bring. Run in the project's root.
 *
 *     --cache DIR   where what was gathered is kept; emptied, it is gathered anew
 *     --write       the page of the documentation too, with the figures of the last `bench evasion`
 *     --quick       our detector alone, trained once
 *     --show N      so many false alarms, and missed mutants of each way
 */
const { values } = parseArgs({
  options: {
    cache: { type: "string", default: join(tmpdir(), "vedette-eval-evasion") },
    quick: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    show: { type: "string", default: "0" },
  },
})
const corpora = process.env["VEDETTE_CORPORA"] ?? "../shared/corpora"
const folder = "data/eval"
const docs = "shared/docs"
const speedFile = "data/bench/evasion.json"

const fromMs = performance.now()
const told = (text: string) =>
  console.error(`${((performance.now() - fromMs) / 1000).toFixed(0).padStart(4)} s  ${text}`)

mkdirSync(values.cache, { recursive: true })
const scikit = openScikit(values.cache, told)
const protocol = await amidesProtocol(corpora, scikit)
told("AMIDES' own experiment")
const corpus = await openCorpus(corpora, values.cache)
const exported = await scikitModel(
  corpus.rules.filter(({ id }) => isHeldOut(id)),
  corpus.mutants.map(({ text }) => text),
  values.cache,
  scikit,
)
if (exported !== undefined) told(`scikit-learn's machine by way of ONNX: ${exported} apart at most`)
const result = honest(corpus, { told, isQuick: values.quick })
const text = report(protocol, exported, result)
console.log(text)
show(result, Number(values.show))
if (!values.quick) write(text, result)

const { evasions, falseAlarms, apart } = protocol
const isSame =
  evasions.hits === evasions.all &&
  falseAlarms.hits === 0 &&
  (apart ?? 0) < 1e-4 &&
  (exported ?? 0) < 1e-4
process.exit(isSame ? 0 : 1)

function write(text: string, { figures }: Honest): void {
  const curves = figures.map(({ name, curve }) => ({ name, points: curve }))
  const image = plot(curves)
  put(folder, "evasion.md", `${text}\n`)
  put(folder, "evasion-precision-recall.svg", image)
  if (!values.write) return
  const speed = existsSync(speedFile) ? readFileSync(speedFile, "utf8") : "[]"
  put(docs, "evasion-figures.md", page(text, JSON.parse(speed) as Speed[]))
  put(docs, "evasion-precision-recall.svg", image)
}

function put(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), text)
  told(`written: ${folder}/${name}`)
}

function show({ detectors, trial }: Honest, most: number): void {
  const detector = detectors.find(({ name }) => name === "Vedette")
  if (!detector || most === 0) return
  const line = (score: number, text: string) => `  ${score.toFixed(3)} ${text.slice(0, 160)}`
  const benign = trial.benign.map(({ text }) => text)
  const scored = [...benign, ...trial.ordinary, ...trial.everyday]
    .map((one) => [detector.score(one), one] as const)
    .sort((a, b) => b[0] - a[0])
  console.log("\nnearest benign texts")
  for (const [score, one] of scored.slice(0, most)) console.log(line(score, one))
  for (const [way, mutants] of Map.groupBy(trial.mutants, ({ way }) => way)) {
    const missed = mutants.filter(({ text }) => detector.score(text) <= 0)
    if (missed.length > 0) console.log(`missed: ${way}, ${missed.length} of ${mutants.length}`)
    for (const one of missed.slice(0, most)) console.log(line(detector.score(one.text), one.text))
  }
}
