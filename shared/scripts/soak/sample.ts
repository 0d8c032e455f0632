import { readdirSync, readFileSync } from "node:fs"
import type { Program, Programs } from "../../testing/programs.ts"
import type { Load } from "./load.ts"
import type { Pair } from "./pair.ts"
import type { Probe } from "./probe.ts"
import { percentile } from "./slope.ts"

/** What one process holds and uses, at one moment. */
export interface Usage {
  readonly rssBytes: number
  readonly anonymousBytes: number
  /** Share of one core since the last sample. */
  readonly cpu: number
  readonly files: number
  readonly threads: number
  /** How long `/live` took: that the event loop was busy. */
  readonly loopMs: number
}

export interface Sample {
  readonly second: number
  readonly collector: Usage
  readonly aggregator: Usage
  readonly sent: number
  readonly stored: number
  /** Sent and not yet stored. */
  readonly onTheWay: number
  readonly spoolBytes: number
  readonly problems: number
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number }
}

/** Takes a sample of both programs at each call. */
export function sampler(
  programs: Programs,
  pair: Pair,
  load: Load,
  probe: Probe,
): () => Promise<Sample> {
  const started = performance.now()
  const [collector, aggregator] = [usageOf(programs.collector), usageOf(programs.aggregator)]
  let offset: number | undefined
  return async () => {
    const [one, other, stored] = [await collector(), await aggregator(), await pair.stored()]
    const sent = load.sent
    offset ??= stored - sent // probes, and what was before
    const latencies = probe.recent()
    const at = (share: number) => Math.round(percentile(latencies, share))
    return {
      second: Math.round((performance.now() - started) / 1000),
      collector: one,
      aggregator: other,
      sent,
      stored,
      onTheWay: Math.max(0, sent + offset - stored),
      spoolBytes: await metricOf(programs.collector, "vedette_spool_bytes"),
      problems: await problemsOf(programs),
      latencyMs: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    }
  }
}

const ticksPerSecond = 100
const pageBytes = 4096

function usageOf({ pid, metrics }: Program): () => Promise<Usage> {
  let before = { seconds: cpuSeconds(pid), atMs: performance.now() }
  return async () => {
    const begin = performance.now()
    await fetch(`${metrics}/live`).then((answer) => answer.text())
    const now = { seconds: cpuSeconds(pid), atMs: performance.now() }
    const cpu = (now.seconds - before.seconds) / ((now.atMs - before.atMs) / 1000)
    const loopMs = Math.round(now.atMs - begin)
    before = now
    const status = readFileSync(`/proc/${pid}/status`, "latin1")
    const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1])
    return {
      rssBytes: Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * pageBytes,
      anonymousBytes: field("RssAnon") * 1024,
      cpu: Math.round(cpu * 100) / 100,
      files: readdirSync(`/proc/${pid}/fd`).length,
      threads: field("Threads"),
      loopMs,
    }
  }
}

function cpuSeconds(pid: number): number {
  const [, after = ""] = readFileSync(`/proc/${pid}/stat`, "latin1").split(/\) (?!.*\) )/s)
  const fields = after.split(" ")
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** The sum of a metric over its labels that hold `label`. */
export async function metricOf({ metrics }: Program, name: string, label = ""): Promise<number> {
  const text = await fetch(`${metrics}/metrics`).then((answer) => answer.text())
  return text
    .split("\n")
    .filter(
      (line) =>
        (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(label),
    )
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0)
}

async function problemsOf({ console: url }: Programs): Promise<number> {
  const { problems } = (await fetch(`${url}/api/health`).then((answer) => answer.json())) as {
    problems: readonly string[]
  }
  return problems.length
}
