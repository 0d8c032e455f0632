import { mkdirSync, writeFileSync } from "node:fs"
import { basename } from "node:path"
import { Glob } from "bun"
import type { Event } from "#shared/ecs/event.ts"
import type { Origin } from "#shared/pipeline/types.ts"
import { formats } from "./formats/index.ts"
import { openNormaliser } from "./normalise.ts"
import { parserOf } from "./parse.ts"

interface Record_ {
  readonly text: string
  readonly dataset?: string
  readonly format?: string
}

const rules = "rules/normalize"
const measureMs = 300

/** `bun run bench formats`: records per second of each dataset, from the cases beside its rules. */
export async function bench(): Promise<number> {
  const normalise = openNormaliser([rules])
  const parser = parserOf({ formats, normalise, collector: "bench" })
  const rows: { dataset: string; perSecond: number; microseconds: number }[] = []
  for (const file of [...new Glob(`${rules}/**/*.cases.yaml`).scanSync(".")].sort()) {
    const records = recordsOf(await Bun.file(file).text())
    const perSecond = rateOf(parser, records)
    const name = basename(file, ".cases.yaml")
    rows.push({ dataset: name, perSecond: Math.round(perSecond), microseconds: 1e6 / perSecond })
  }
  rows.sort((a, b) => a.perSecond - b.perSecond)
  const median = rows[Math.floor(rows.length / 2)]?.perSecond ?? 0
  for (const { dataset, perSecond, microseconds } of rows) {
    const share = `${(perSecond / median).toFixed(2)} of the median`
    console.log(
      `${dataset.padEnd(32)} ${String(perSecond).padStart(9)}/s ${microseconds.toFixed(1).padStart(7)} µs  ${share}`,
    )
  }
  const slow = rows.filter(({ perSecond }) => perSecond * 10 < median)
  console.log(
    `${rows.length} datasets, median ${median}/s, ${slow.length} ten times slower than it`,
  )
  mkdirSync("data/bench", { recursive: true })
  writeFileSync("data/bench/formats.json", JSON.stringify(rows, null, 2))
  return 0
}

function recordsOf(yaml: string): Record_[] {
  const cases = Bun.YAML.parse(yaml) as readonly (Record_ & { raw?: string; event?: object })[]
  return cases.map(({ raw, event, dataset, format }) => ({
    text: raw ?? JSON.stringify(event),
    ...(dataset !== undefined && { dataset }),
    ...(format !== undefined && { format }),
  }))
}

function rateOf(parser: ReturnType<typeof parserOf>, records: readonly Record_[]): number {
  const origins = records.map(
    ({ dataset, format }): Origin => ({
      source: "bench",
      batch: "bench",
      receivedMs: Date.UTC(2026, 5, 1),
      ...(dataset !== undefined && { dataset }),
      ...(format !== undefined && { format }),
    }),
  )
  const once = () => {
    const out: Event[] = []
    for (const [i, { text }] of records.entries())
      parser({ text, position: i }, origins[i] as Origin, out)
  }
  for (let i = 0; i < 200; i++) once() // until it is compiled
  const begin = performance.now()
  let count = 0
  while (performance.now() - begin < measureMs) {
    once()
    count += records.length
  }
  return count / ((performance.now() - begin) / 1000)
}
