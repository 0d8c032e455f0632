/** @jsxImportSource hono/jsx */
import type { Bucket } from "../../store/types.ts"
import { Caveats } from "./caveats.tsx"
import { Moment } from "./moment.tsx"
import { Table } from "./table.tsx"
import { countText, Text } from "./text.tsx"

export interface Bars {
  readonly fromMs: number
  readonly toMs: number
  readonly stepMs: number
  readonly buckets: readonly Bucket[]
  readonly caveats: readonly string[]
}

interface ChartProps {
  readonly caption: string
  readonly bars: Bars
  /** Where a selected span leads: `from` and `to` are added. */
  readonly zoom: string
}

const seriesMax = 6
/** Their colours mean something; others only tell apart. */
const meanings = new Set([
  "critical",
  "high",
  "medium",
  "low",
  "informational",
  "success",
  "failure",
])

/** Stacked bars over time, drawn by the script from the table that stands here without it. */
export function Chart({ caption, bars, zoom }: ChartProps) {
  const { fromMs, toMs, stepMs } = bars
  const names = largest(bars.buckets)
  const rows = bars.buckets.map((bucket) => ({ atMs: bucket.fromMs, counts: fold(bucket, names) }))
  const columns = names.map((name, at) => ({
    name: name.slice(0, 60),
    kind: "number" as const,
    cell: (row: (typeof rows)[number]) => countText(row.counts[at]!),
  }))
  const when = {
    name: "From (UTC)",
    cell: (row: (typeof rows)[number]) => (
      <a href={spanHref(zoom, row.atMs, row.atMs + stepMs)}>
        <Moment at={row.atMs} />
      </a>
    ),
  }
  const plot = { fromMs, toMs, stepMs, names, rows: rows.map((row) => [row.atMs, ...row.counts]) }
  return (
    <figure
      class={names.length === 0 ? "chart bare" : "chart"}
      data-chart={JSON.stringify(plot)}
      data-zoom={zoom}
    >
      <figcaption>
        {caption}
        <span class="legend">
          {names.map((name, at) => (
            <span class={`key key-${meanings.has(name) ? name : at}`}>
              <Text text={name.slice(0, 60)} />
            </span>
          ))}
        </span>
      </figcaption>
      <Caveats caveats={bars.caveats} />
      <div class="plot" />
      <details open>
        <summary>As a table</summary>
        <Table caption={caption} columns={[when, ...columns]} rows={rows} none="Nothing." />
      </details>
    </figure>
  )
}

/** What the script does when a span is drawn. */
function spanHref(zoom: string, fromMs: number, toMs: number): string {
  const url = new URL(zoom, "http://console")
  url.searchParams.set("from", new Date(fromMs).toISOString())
  url.searchParams.set("to", new Date(toMs).toISOString())
  return `${url.pathname}${url.search}`
}

const rest = "others"

/** The most frequent values, and one name for all others. */
function largest(buckets: readonly Bucket[]): readonly string[] {
  const totals = new Map<string, number>()
  for (const { counts } of buckets)
    for (const [name, count] of Object.entries(counts))
      totals.set(name || rest, (totals.get(name || rest) ?? 0) + count)
  const names = [...totals].sort((a, b) => b[1] - a[1]).map(([name]) => name)
  if (names.length <= seriesMax) return names
  return [...names.filter((name) => name !== rest).slice(0, seriesMax - 1), rest]
}

function fold({ counts }: Bucket, names: readonly string[]): readonly number[] {
  const sums = names.map(() => 0)
  for (const [name, count] of Object.entries(counts)) {
    const at = names.indexOf(name || rest)
    sums[at < 0 ? names.length - 1 : at]! += count
  }
  return sums
}
