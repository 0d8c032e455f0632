import type { Tally } from "../types.ts"
import type { Indices } from "./indices.ts"

/** Counts by source what is stored, and the markers of duplicates. */
export async function tally(
  indices: Indices,
  fromMs: number,
  toMs: number,
): Promise<readonly Tally[]> {
  const stored = indices.of(["events", "pipeline"])
  await indices.refresh(`${stored},${indices.duplicates}`)
  const countBySource = async (index: string, created: string, source: string) => {
    const range = { gte: fromMs, lt: toMs, format: "epoch_millis" }
    const body = {
      size: 0,
      query: { range: { [created]: range } },
      aggs: { sources: { terms: { field: source, size: 10_000 } } },
    }
    const { aggregations } = await indices.search(index, body)
    const groups = aggregations?.sources?.buckets ?? []
    return new Map(groups.map(({ key, doc_count }) => [String(key), doc_count]))
  }
  const [held, twice] = await Promise.all([
    countBySource(stored, "event.created", "vedette.source"),
    countBySource(indices.duplicates, "created", "source"),
  ])
  return [...new Set([...held.keys(), ...twice.keys()])].map((source) => ({
    source,
    stored: held.get(source) ?? 0,
    deduplicated: twice.get(source) ?? 0,
  }))
}
