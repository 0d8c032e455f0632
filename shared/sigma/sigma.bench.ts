import { mkdirSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { detectStage } from "../../collector/detect.ts"
import { formats } from "../../collector/formats/index.ts"
import { openNormaliser } from "../../collector/normalise.ts"
import { parserOf } from "../../collector/parse.ts"
import type { Event } from "../ecs/event.ts"
import { ruleDocuments } from "../scripts/bench/sigma-rules.ts"
import { readRecordings } from "../scripts/eval/corpora.ts"
import { openMetrics } from "../telemetry/metrics.ts"
import { compileRules } from "./rules.ts"
import type { RuleSet } from "./types.ts"

const sets = ["first:300", "even:711", "even:1424", "first:2844", "copies:11376", "copies:22752"]
const pathSet = "first:2844"
const figuresFile = "data/bench/sigma.json"

interface Figures {
  readonly set: string
  readonly rules: number
  readonly loadColdMs: number
  readonly loadWarmMs: number
  readonly memoryMb: number
  readonly events: number
  readonly matches: number
  readonly matchUs: number
  readonly worstMs: number
  /** Read, taken to our field names, matched: what other engines' figures stand for. */
  readonly endToEndUs: number
}

/**
 * The cost of the rules on recorded Windows events, each set of rules in a process of its own. An
 * argument N takes every Nth event (default 4); `--set SET` takes one set, in this process.
 */
export async function bench(args: readonly string[]): Promise<number> {
  const step = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 4)
  const set = args[args.indexOf("--set") + 1]
  if (args.includes("--set") && set) return print(measure(set, step))
  if (args.includes("--path")) return print(measurePath(step))
  if (args.includes("--growth")) return print(measureGrowth(step))
  const rows: Figures[] = []
  for (const one of sets) rows.push(await child<Figures>("--set", one, String(step)))
  const path = await child<PathFigures>("--path", String(step))
  const growth = await child<GrowthFigures[]>("--growth", String(step))
  const peer = measurePeer()
  console.table(rows.map(rowOf))
  console.table([path])
  console.log(typeof peer === "string" ? `no other engine: ${peer}` : peer)
  console.table(growth)
  mkdirSync("data/bench", { recursive: true })
  const machine = { cpu: cpus()[0]?.model, cpus: cpus().length, bun: Bun.version }
  writeFileSync(figuresFile, JSON.stringify({ machine, step, rows, path, growth, peer }, null, 2))
  console.log(`written to ${figuresFile}`)
  return 0
}

const print = (figures: unknown): number => {
  console.log(JSON.stringify(figures))
  return 0
}

async function child<Result>(...args: string[]): Promise<Result> {
  const command = [process.execPath, "shared/scripts/bench.ts", "sigma", ...args]
  const { stdout } = Bun.spawn(command, { stdout: "pipe", stderr: "inherit" })
  return JSON.parse(await new Response(stdout).text()) as Result
}

const rowOf = (row: Figures) => ({
  ...row,
  matchPerSecond: Math.round(1e6 / row.matchUs),
  endToEndPerSecond: Math.round(1e6 / row.endToEndUs),
})

const cpuUs = (): number => {
  const { user, system } = process.cpuUsage()
  return user + system
}

const settledMb = (): number => {
  Bun.gc(true)
  return process.memoryUsage().rss / 2 ** 20
}

/** Lines in batches, so that what is not measured can be done between. */
function* batches(step: number): Generator<string[]> {
  let number = 0
  let batch: string[] = []
  for (const { lines } of readRecordings()) {
    for (const line of lines) {
      if (number++ % step !== 0 || line === "") continue
      batch.push(line)
      if (batch.length < 1000) continue
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

function measure(set: string, step: number): Figures {
  const documents = ruleDocuments(set)
  const emptyMb = settledMb()
  const start = cpuUs()
  const rules = compileRules(documents)
  const loadColdMs = (cpuUs() - start) / 1000
  const memoryMb = settledMb() - emptyMb
  const again = cpuUs()
  compileRules(documents)
  const loadWarmMs = (cpuUs() - again) / 1000
  const parse = parser()
  let [events, matches, matched, worstMs, ended] = [0, 0, 0, 0, 0]
  const isWarm = () => events > 4000
  for (const lines of batches(step)) {
    const batch: Event[] = []
    for (const [position, text] of lines.entries()) parse({ text, position }, origin, batch)
    const before = cpuUs()
    for (const event of batch) rules.match(event, () => matches++)
    if (isWarm()) matched += cpuUs() - before
    if (isWarm()) for (const event of batch) worstMs = Math.max(worstMs, costOf(event, rules))
    const from = cpuUs()
    for (const line of lines) rules.match(flat(JSON.parse(line)), () => {})
    if (isWarm()) ended += cpuUs() - from
    events += lines.length
  }
  const counted = events - 5000
  return {
    set,
    rules: rules.rules.length,
    loadColdMs: Math.round(loadColdMs),
    loadWarmMs: Math.round(loadWarmMs),
    memoryMb: Math.round(memoryMb),
    events,
    matches,
    matchUs: rounded(matched / counted),
    worstMs: rounded(worstMs),
    endToEndUs: rounded(ended / counted),
  }
}

const rounded = (figure: number): number => Math.round(figure * 100) / 100

/** Milliseconds of the best of three tries: what comes between is not the rules' fault. */
function costOf(event: Event, rules: RuleSet): number {
  let best = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 3 && best > 1; tries++) {
    const start = performance.now()
    rules.match(event, () => {})
    best = Math.min(best, performance.now() - start)
  }
  return best
}

const origin = { source: "bench", batch: "bench", receivedMs: 0 }

function parser() {
  const normalise = openNormaliser(["rules/normalize"])
  return parserOf({ formats, normalise, collector: "bench" })
}

const flatNames = new Map<string, string>()

/** The least that rules need: the provider's fields under our names, and its log and event id. */
function flat(record: Record<string, unknown>): Event {
  const event: Record<string, unknown> = {}
  for (const key in record) {
    let name = flatNames.get(key)
    if (name === undefined) {
      name = `vendor.winlog.event_data.${key.replaceAll(" ", "")}`
      flatNames.set(key, name)
    }
    event[name] = record[key]
  }
  event["vendor.winlog.channel"] = record["Channel"]
  event["event.code"] = String(record["EventID"])
  event["event.provider"] = record["SourceName"]
  return event as Event
}

interface GrowthFigures {
  readonly set: string
  readonly matchUs: number
  readonly times: number
}

/** What more rules cost on the same events, batch by batch in turn, in one process. */
function measureGrowth(step: number): GrowthFigures[] {
  const names = ["first:300", "even:711", "first:2844", "copies:11376", "copies:22752"]
  const all = names.map((set) => ({ set, rules: compileRules(ruleDocuments(set)), us: 0 }))
  const parse = parser()
  let [events, turn] = [0, 0]
  for (const lines of batches(step)) {
    const first = turn++ % all.length
    for (const one of [...all.slice(first), ...all.slice(0, first)]) {
      const batch: Event[] = []
      for (const [position, text] of lines.entries()) parse({ text, position }, origin, batch)
      const before = cpuUs()
      for (const event of batch) one.rules.match(event, () => {})
      if (turn > all.length) one.us += cpuUs() - before
    }
    if (turn > all.length) events += lines.length
  }
  const least = all[0]?.us ?? 1
  return all.map(({ set, us }) => ({
    set,
    matchUs: rounded(us / events),
    times: rounded(us / least),
  }))
}

interface PathFigures {
  readonly events: number
  readonly bareUs: number
  readonly withRulesUs: number
  readonly share: string
}

/** The collector's whole path with rules and without, batch by batch in turn. */
function measurePath(step: number): PathFigures {
  const rules: RuleSet = compileRules(ruleDocuments(pathSet))
  const detect = detectStage(rules, { now: Date.now, metrics: openMetrics() })
  const parse = parser()
  const pass = (lines: readonly string[], withRules: boolean): number => {
    const start = cpuUs()
    for (const [position, text] of lines.entries()) {
      const out: Event[] = []
      parse({ text, position }, origin, out)
      if (withRules) for (const event of [...out]) detect(event, out)
      for (const event of out) JSON.stringify(event)
    }
    return cpuUs() - start
  }
  let [events, bare, full, turn] = [0, 0, 0, 0]
  for (const lines of batches(step)) {
    const order = turn++ % 2 === 0 ? [false, true] : [true, false]
    for (const withRules of order) {
      const us = pass(lines, withRules)
      if (turn <= 5) continue
      if (withRules) full += us
      else bare += us
    }
    if (turn > 5) events += lines.length
  }
  return {
    events,
    bareUs: rounded(bare / events),
    withRulesUs: rounded(full / events),
    share: `${Math.round((bare / full) * 100)} %`,
  }
}

/** Another engine on the same events and rules, where it is installed. */
function measurePeer(): unknown {
  const home = process.env.PEERS_HOME
  const script = `${process.env.VEDETTE_PEERS ?? "../shared/peers"}/rsigma/run`
  if (!home) return "set PEERS_HOME to the folder that its install script has filled"
  const { stdout, exitCode } = Bun.spawnSync([script, pathSet, "1"], { stderr: "inherit" })
  return exitCode === 0 ? JSON.parse(stdout.toString()) : `${script} ended with ${exitCode}`
}
