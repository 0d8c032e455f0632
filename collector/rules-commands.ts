import { existsSync, readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { type Call, type Command, CommandError, exit, print } from "#shared/config/command.ts"
import { loadConfig } from "#shared/config/load.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Origin } from "#shared/pipeline/types.ts"
import { CollectorConfig } from "./config.ts"
import { formats } from "./formats/index.ts"
import { openNormaliser } from "./normalise.ts"
import { parserOf } from "./parse.ts"
import { runCases } from "./rule-cases.ts"
import { benchRules, benchText } from "./rules/bench.ts"
import { checkRules, checkText } from "./rules/check.ts"
import { diffRules, diffText } from "./rules/diff.ts"
import { producedBy, sentBy } from "./rules/dormant.ts"
import { importRules, importText } from "./rules/pack.ts"
import { testRules, testText } from "./rules/test.ts"

const own = new URL("../rules/", import.meta.url).pathname
const normalizeRules = `${own}normalize`

/** The commands `rules …`: rules as content that is taken in, checked, tried, measured. */
export const rulesCommands: readonly Command[] = [
  {
    name: "rules check",
    usage: "[DIR …] [--config FILE] [--json]",
    summary:
      "Says which rules load, which are refused and why, and which no event can reach (dormant): " +
      "of all datasets known here, or of the sources of a configuration. Exits with 1 if any was refused.",
    options: ["config"],
    flags: ["json"],
    run: check,
  },
  {
    name: "rules test",
    usage: "[DIR …] [--normalize DIR]",
    summary:
      "Runs the cases beside rules, by default all of Vedette's own, with a line for each rule; " +
      "with --normalize those of a folder of normalisation rules. Exits with 1 if any failed.",
    options: ["normalize"],
    run: test,
  },
  {
    name: "rules import",
    usage: "PATH|ARCHIVE [--out DIR] [--all] [--json]",
    summary:
      "Makes a checkout or a release archive (.zip, .tar.gz) of Sigma rules a rule pack, by default in " +
      "VEDETTE_HOME/rules. Refused rules stay outside and are told; what you added to an older pack is " +
      "kept. --all: also what the collection calls deprecated or unsupported.",
    options: ["out"],
    flags: ["all", "json"],
    run: import_,
  },
  {
    name: "rules diff",
    usage: "OLD NEW [--json]",
    summary: "Says which rules of the second folder are added, removed or changed, and in what.",
    flags: ["json"],
    run: diff,
  },
  {
    name: "rules bench",
    usage: "FILE --rules DIR … [--top N] [--events N] [--json]",
    summary:
      "Says what each rule costs on the events of a file (records as a source would send them, one a " +
      "line; .zst too), worst first, and what all cost together.",
    options: ["rules", "top", "events"],
    flags: ["json"],
    run: bench,
  },
]

async function check(call: Call): Promise<number> {
  const file = call.option("config")
  const config = file === undefined ? undefined : loadConfig(CollectorConfig, file)
  const folders = call.operands.length > 0 ? call.operands : (config?.rules.detect ?? [])
  if (folders.length === 0) throw new CommandError("rules check needs a folder, or --config FILE")
  const all = producedBy(config?.rules.normalize ?? [normalizeRules])
  const result = checkRules(folders, config ? sentBy(config.sources, all) : all)
  await print(`${call.flag("json") ? JSON.stringify(result) : checkText(result)}\n`)
  return result.refused.length === 0 ? 0 : 1
}

async function test({ operands, all }: Call): Promise<number> {
  if (all("normalize").length > 0) return testDatasets(all("normalize"))
  const result = testRules(operands.length > 0 ? operands : [`${own}detect`, `${own}correlate`])
  await print(`${testText(result)}\n`)
  if (operands.length > 0) return result.failed.length === 0 ? 0 : 1
  return (await testDatasets([normalizeRules])) + result.failed.length === 0 ? 0 : 1
}

async function testDatasets(directories: readonly string[]): Promise<number> {
  const { run, failed } = runCases(directories)
  for (const one of failed) await print(`failed   ${one.file} ${one.case}: ${one.reason}\n`)
  await print(`${run} cases of datasets run, ${failed.length} failed\n`)
  return failed.length === 0 ? 0 : 1
}

async function import_(call: Call): Promise<number> {
  const [source, ...more] = call.operands
  if (source === undefined || more.length > 0) throw new CommandError("give one folder or archive")
  if (!existsSync(source)) throw new CommandError(`there is no ${source}`)
  const name = basename(source).replace(/(?:\.tar\.gz|\.tgz|\.tar|\.zip)$/, "")
  const out = call.option("out") ?? join(process.env.VEDETTE_HOME ?? "data", "rules", name)
  try {
    const result = importRules(source, { out, all: call.flag("all"), nowMs: Date.now() })
    await print(`${call.flag("json") ? JSON.stringify(result) : importText(result)}\n`)
    return 0
  } catch (cause) {
    throw new CommandError(cause instanceof Error ? cause.message : String(cause), exit.data)
  }
}

async function diff(call: Call): Promise<number> {
  const [before, after, ...more] = call.operands
  if (before === undefined || after === undefined || more.length > 0) {
    throw new CommandError("rules diff needs two folders")
  }
  const changes = diffRules([before], [after])
  await print(`${call.flag("json") ? JSON.stringify(changes) : diffText(changes)}\n`)
  return 0
}

async function bench(call: Call): Promise<number> {
  const [file, ...more] = call.operands
  const folders = call.all("rules")
  if (file === undefined || more.length > 0 || folders.length === 0) {
    throw new CommandError("rules bench needs FILE --rules DIR")
  }
  if (!existsSync(file)) throw new CommandError(`there is no ${file}`)
  const events = readEvents(file, countOf(call, "events", 2000))
  const result = benchRules(folders, events)
  const top = countOf(call, "top", 25)
  await print(`${call.flag("json") ? JSON.stringify(result) : benchText(result, top)}\n`)
  return 0
}

function countOf(call: Call, name: string, fallback: number): number {
  const text = call.option(name)
  if (text === undefined) return fallback
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new CommandError(`--${name} is a number, from 1`)
  return Number(text)
}

function readEvents(file: string, most: number): Event[] {
  const bytes = readFileSync(file)
  const text = (file.endsWith(".zst") ? Bun.zstdDecompressSync(bytes) : bytes).toString()
  const normalise = openNormaliser([normalizeRules])
  const parse = parserOf({ formats, normalise, collector: "bench" })
  const origin: Origin = { source: "bench", batch: "bench", receivedMs: Date.now(), format: "auto" }
  const events: Event[] = []
  for (const [position, line] of text.split("\n").entries()) {
    if (events.length >= most) break
    if (line.trim() !== "") parse({ text: line, position }, origin, events)
  }
  return events
}
