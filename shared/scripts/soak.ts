import { appendFileSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { chart } from "./soak/chart.ts"
import { openLoad } from "./soak/load.ts"
import { openPair } from "./soak/pair.ts"
import { openProbe } from "./soak/probe.ts"
import { type Sample, sampler } from "./soak/sample.ts"
import { percentile } from "./soak/slope.ts"
import { verdicts } from "./soak/verdict.ts"

/**
 * `bun run soak [--minutes N] [--rate auto|N] [--pair local|kafka]`: runs both programs under load,
 * at half of what they can take unless told, and looks whether memory and file handles stay flat.
 * Samples go to a file below data/soak. The exit status is 1 where something grows.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    rate: { type: "string", default: "auto" },
    pair: { type: "string", default: "local" },
    help: { type: "boolean", default: false },
  },
})
const minutes = Number(values.minutes)
const rateAsked = values.rate === "auto" ? undefined : Number(values.rate)
const isWrong =
  !(minutes > 0) || Number.isNaN(rateAsked) || !["local", "kafka"].includes(values.pair)
if (values.help || isWrong) {
  console.error("usage: bun run soak [--minutes N] [--rate auto|N] [--pair local|kafka]")
  process.exit(values.help ? 0 : 64)
}

const sampleMs = 5_000
const capacitySeconds = 20

const folder = "data/soak"
mkdirSync(folder, { recursive: true })
const name = new Date().toISOString().replace(/[:.]/g, "-")
const file = join(folder, `${name}.ndjson`)

const isFlat = await soak()
process.exit(isFlat ? 0 : 1)

async function soak(): Promise<boolean> {
  await using pair = await openPair(values.pair as "local" | "kafka")
  const { programs } = pair
  const load = openLoad(programs)
  const capacity = rateAsked === undefined ? await measure(load) : undefined
  const rate = rateAsked ?? Math.round(capacity! / 2)
  console.log(`runs ${minutes} minutes at ${rate} events a second; samples go to ${file}`)
  const before = await pair.stored()
  const sentBefore = load.sent
  load.begin(rate)
  const probe = openProbe(programs)
  const take = sampler(programs, pair, load, probe)
  const samples: Sample[] = []
  const end = performance.now() + minutes * 60_000
  while (performance.now() < end) {
    await Bun.sleep(sampleMs)
    const sample = await take()
    samples.push(sample)
    appendFileSync(file, `${JSON.stringify(sample)}\n`)
  }
  await load.end()
  probe.end()
  const drained = await pair.untilStored(before + load.sent - sentBefore)
  return report(samples, { capacity, rate, drained, latencies: probe.all })
}

/** Events a second that are stored while as many are sent as are taken. */
async function measure(load: ReturnType<typeof openLoad>): Promise<number> {
  const capacity = await load.flood(capacitySeconds)
  console.log(`takes ${Math.round(capacity)} events a second`)
  return capacity
}

interface Run {
  readonly capacity: number | undefined
  readonly rate: number
  readonly drained: boolean
  readonly latencies: readonly number[]
}

function report(samples: readonly Sample[], { capacity, rate, drained, latencies }: Run): boolean {
  const found = verdicts(samples)
  const told = [
    chart(samples),
    ...found.map(({ text }) => text),
    `latency from sent to searchable: p50 ${at(latencies, 0.5)} ms, p95 ${at(latencies, 0.95)} ms, p99 ${at(latencies, 0.99)} ms of ${latencies.length}`,
    `${capacity ? `capacity ${Math.round(capacity)}` : "no capacity measured"}, rate ${rate} events a second`,
    drained ? "all that was sent is stored" : "not all that was sent is stored",
  ].join("\n")
  console.log(told)
  writeFileSync(join(folder, `${name}.txt`), `${told}\n`)
  return drained && found.every(({ isFlat }) => isFlat)
}

function at(latencies: readonly number[], share: number): number {
  return Math.round(percentile(latencies, share))
}
