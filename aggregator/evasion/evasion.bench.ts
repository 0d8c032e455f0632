import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { chanceOf } from "#shared/chance.ts"
import { ways } from "./eval/ways.ts"
import { type SparseRows, trainLinear } from "./linear.ts"
import { ordinaryTexts } from "./ordinary-corpus.ts"
import { rulesInFolders } from "./rules-in-folders.ts"
import { openKind, openScorer } from "./scorer.ts"
import { evasionStage } from "./stage.ts"
import { trainEvasion } from "./train.ts"

const kind = "process_creation"
const measureMs = 1500
const collection = "../shared/corpora/sigma/rules"

interface Row {
  readonly what: string
  readonly value: number
  readonly unit: string
}

/**
 * `bun run bench evasion [--rules DIR …]`: training, scores a second of ordinary texts and of evasions,
 * each text once and again, and what naming the rules takes. One core. Without `--rules` those of the
 * project, and those of the public collection if it lies beside it.
 */
export async function bench(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { rules: { type: "string", multiple: true } },
  })
  const own = values.rules ?? ["rules/detect", ...(existsSync(collection) ? [collection] : [])]
  const rows = [linearTraining()]
  for (const row of rows) show(row)
  for (const folder of values.rules ? [own] : own.map((one) => [one])) {
    console.log(`\nrules of ${folder.join(", ")}:`)
    rows.push(...ofRules(folder))
  }
  mkdirSync("data/bench", { recursive: true })
  writeFileSync("data/bench/evasion.json", JSON.stringify(rows, null, 2))
  return 0
}

function show({ what, value, unit }: Row): void {
  const digits = value < 100 ? 2 : 0
  console.log(`${what.padEnd(52)} ${value.toFixed(digits).padStart(10)} ${unit}`)
}

/** 100,000 texts of 50,000 features, 40 in each, as words are spread: few often, most rarely. */
function linearTraining(): Row {
  const [count, columnsMax, own] = [100_000, 50_000, 40]
  const chance = chanceOf(1)
  const starts = Int32Array.from({ length: count + 1 }, (_, i) => i * own)
  const columns = new Int32Array(count * own)
  const values = new Float32Array(count * own).fill(1 / Math.sqrt(own))
  const labels = new Int8Array(count)
  for (let i = 0; i < count; i++) {
    labels[i] = chance.happens(0.1) ? 1 : -1
    for (let k = 0; k < own; k++) {
      const isTelling = labels[i]! > 0 && k < 3
      columns[i * own + k] = isTelling
        ? columnsMax - 1 - chance.between(0, 999)
        : Math.floor(columnsMax * chance.next() ** 3)
    }
  }
  const rows: SparseRows = { starts, columns, values, columnsMax }
  const fromMs = performance.now()
  trainLinear(rows, labels, { costPositive: 1, costNegative: 1, random: chance.next })
  const value = (performance.now() - fromMs) / 1000
  return { what: "linear machine, 100,000 texts × 50,000 features", value, unit: "s" }
}

function ofRules(folders: readonly string[]): Row[] {
  const rows: Row[] = []
  const { rules } = rulesInFolders(folders)
  const add = (what: string, value: number, unit: string) => {
    rows.push({ what: `${what}, ${rules.length} rules`, value, unit })
    show({ what, value, unit })
  }
  const benign = ordinaryTexts()
  const before = process.memoryUsage().rss
  const fromMs = performance.now()
  const model = trainEvasion(rules, benign, {
    seed: 1,
    falseShareMax: 0.001,
    now: Date.now,
    told: () => {},
  })
  add(`training on ${benign.length} texts`, (performance.now() - fromMs) / 1000, "s")
  add("… memory that it takes", (process.memoryUsage().rss - before) / 2 ** 20, "MiB")
  const ordinary = benign.filter((one) => one.kind === kind).map(({ text }) => text)
  const evasions = evasionsOf(rules.filter((one) => one.kind === kind))
  const score = openScorer(model)
  add(
    "ordinary texts, each scored anew",
    rate(ordinary, (text) => score(text, kind)),
    "a second",
  )
  add(
    "evasions, each scored anew",
    rate(evasions, (text) => score(text, kind)),
    "a second",
  )
  add("through the stage, known texts", rate(ordinary, stageOf(score)), "a second")
  const own = openKind(model.kinds.find((one) => one.kind === kind)!)
  const read = evasions.slice(0, 2000).map((text) => own.read(text))
  const named = rate(read, (evidence) => own.nameOf(evidence))
  add("naming the rules, once a text is scored", 1e6 / named, "µs")
  return rows
}

/** What rules look for, put together and written in each way. */
function evasionsOf(rules: ReturnType<typeof rulesInFolders>["rules"]): string[] {
  const chance = chanceOf(1)
  const texts = rules.flatMap(({ ways: own }) =>
    own.slice(0, 4).map((way) => way.groups.flatMap((group) => chance.pick(group).texts).join(" ")),
  )
  const written = Object.values(ways).flatMap((write) => texts.map((text) => write(text, chance)))
  return [...new Set(written)].filter((text) => text !== undefined)
}

const silent = { scored: () => {}, alerted: () => {} }

function stageOf(score: ReturnType<typeof openScorer>): (text: string) => void {
  const parts = { scorer: () => score, tagsOf: () => [], isBenign: () => false, watch: silent }
  const stage = evasionStage(parts, { now: Date.now })
  return (text) => {
    stage({ "event.code": "1", "process.command_line": text } as never, [])
  }
}

/** Calls a second, over all in turn, after each was called once. */
function rate<One>(all: readonly One[], call: (one: One) => unknown): number {
  for (const one of all) call(one)
  const fromMs = performance.now()
  let calls = 0
  let ms = 0
  while (ms < measureMs) {
    for (let i = 0; i < 200; i++) call(all[calls++ % all.length]!)
    ms = performance.now() - fromMs
  }
  return (calls / ms) * 1000
}
