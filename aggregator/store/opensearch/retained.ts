import type { Indices } from "./indices.ts"

/** `.ds-vedette-events-auth-000003`: a data stream and the generation of a backing index. */
const backing = /^\.ds-(.+)-(\d{6,})$/

/**
 * All that was stored since then is still there. Retention removes backing indices whole, the oldest
 * first: where a stream's first is no more, it is whole from the first event of its oldest on.
 */
export async function retainedFromMs(indices: Indices): Promise<number> {
  const everything = indices.of(["events", "alerts", "pipeline"])
  const aggs = { names: { terms: { field: "_index", size: 10_000 } } }
  const { aggregations } = await indices.search(everything, { size: 0, aggs })
  const oldest = new Map<string, { name: string; generation: number }>()
  for (const { key } of aggregations?.names?.buckets ?? []) {
    const [name = "", stream = "", digits] = backing.exec(String(key)) ?? []
    const generation = Number(digits)
    if (stream && generation < (oldest.get(stream)?.generation ?? Number.POSITIVE_INFINITY))
      oldest.set(stream, { name, generation })
  }
  const cut = [...oldest.values()].filter(({ generation }) => generation > 1)
  return Math.max(0, ...(await Promise.all(cut.map(({ name }) => firstMs(indices, name)))))
}

async function firstMs(indices: Indices, index: string): Promise<number> {
  const { hits } = await indices.search(index, {
    size: 1,
    sort: [{ "event.ingested": "asc" }],
    _source: ["event.ingested"],
  })
  return Date.parse(String(hits.hits[0]?._source["event.ingested"])) || 0
}
