import type { Sample } from "./sample.ts"

const width = 60
const height = 8
const mib = 2 ** 20

/** Curves of what must be flat, as text. */
export function chart(samples: readonly Sample[]): string {
  const curves: readonly (readonly [name: string, of: (sample: Sample) => number])[] = [
    ["memory of the collector, MiB", ({ collector }) => collector.rssBytes / mib],
    ["memory of the aggregator, MiB", ({ aggregator }) => aggregator.rssBytes / mib],
    ["open files of both", ({ collector, aggregator }) => collector.files + aggregator.files],
    ["latency p95, ms", ({ latencyMs }) => latencyMs.p95 || 0],
  ]
  return curves.map(([name, of]) => curve(name, samples.map(of))).join("\n")
}

export function curve(name: string, values: readonly number[]): string {
  if (values.length === 0) return `${name}: nothing\n`
  const columns = Array.from(
    { length: Math.min(width, values.length) },
    (_, n, count = Math.min(width, values.length)) => {
      const part = values.slice(
        Math.floor((n * values.length) / count),
        Math.floor(((n + 1) * values.length) / count),
      )
      return part.reduce((sum, value) => sum + value, 0) / (part.length || 1)
    },
  )
  const top = Math.max(...columns) * 1.05 || 1
  const rows = Array.from({ length: height }, (_, row) => {
    const from = (top * (height - 1 - row)) / height
    const label = row === 0 ? top.toFixed(0) : row === height - 1 ? "0" : ""
    return `${label.padStart(8)} |${columns.map((value) => (value > from ? "#" : " ")).join("")}`
  })
  return `${name}\n${rows.join("\n")}\n`
}
