import { fields } from "#shared/ecs/fields.ts"
import type { Bars, Page, Scope, Store, Terms } from "../types.ts"
import { fromDocument } from "./document.ts"
import { scopeDsl } from "./dsl.ts"
import type { Group, Indices } from "./indices.ts"

const groupsMax = 20

/** What a person asks of the store. */
export function openQuestions(
  indices: Indices,
): Pick<Store, "get" | "search" | "count" | "histogram" | "terms"> {
  return {
    async get(id) {
      const { hits } = await indices.search(indices.of(["events", "alerts", "pipeline", "audit"]), {
        size: 1,
        query: { ids: { values: [id] } },
      })
      const hit = hits.hits[0]
      return hit && fromDocument(hit._source)
    },

    async search(scope, size, after, signal): Promise<Page> {
      const { hits } = await indices.search(
        indices.of(scope.streams),
        {
          size,
          query: scopeDsl(scope),
          sort: [{ "@timestamp": "desc" }, { "event.id": "desc" }],
          track_total_hits: true,
          ...(after && { search_after: JSON.parse(Buffer.from(after, "base64url").toString()) }),
        },
        signal,
      )
      const last = hits.hits.at(-1)?.sort
      return {
        total: hits.total.value,
        events: hits.hits.map(({ _source }) => fromDocument(_source)),
        ...(hits.hits.length === size &&
          last && { after: Buffer.from(JSON.stringify(last)).toString("base64url") }),
        caveats: [],
      }
    },

    async count(scope: Scope, signal) {
      const query = scopeDsl(scope)
      const body = { size: 0, query, track_total_hits: true }
      return (await indices.search(indices.of(scope.streams), body, signal)).hits.total.value
    },

    async histogram(scope, stepMs, by, signal): Promise<Bars> {
      const over =
        by && aggregatable(by) ? { by: { terms: { field: by, size: groupsMax } } } : undefined
      const bars = {
        date_histogram: { field: "@timestamp", fixed_interval: `${stepMs}ms`, min_doc_count: 1 },
        ...(over && { aggs: over }),
      }
      const body = { size: 0, query: scopeDsl(scope), aggs: { bars } }
      const { aggregations } = await indices.search(indices.of(scope.streams), body, signal)
      const buckets = (aggregations?.bars?.buckets ?? []).map((bar) => ({
        fromMs: Number(bar.key),
        counts: countsOf(bar),
      }))
      return { buckets, caveats: [] }
    },

    async terms(scope, field, size, signal): Promise<Terms> {
      if (!aggregatable(field)) return { values: [], caveats: [] }
      const groups = {
        terms: { field, size },
        aggs: { last: { max: { field: "@timestamp" } } },
      }
      const body = { size: 0, query: scopeDsl(scope), aggs: { groups } }
      const { aggregations } = await indices.search(indices.of(scope.streams), body, signal)
      const values = (aggregations?.groups?.buckets ?? []).map((group) => ({
        value: group.key_as_string ?? String(group.key),
        count: group.doc_count,
        lastMs: group.last?.value ?? 0,
      }))
      return { values, caveats: [] }
    },
  }
}

/** Text has no values to group by; a `flat_object`'s have. */
const aggregatable = (field: string) =>
  field.startsWith("vendor.") ||
  (fields.has(field) && fields.get(field)!.kind !== "text" && field !== "event.original")

function countsOf(bar: Group): Record<string, number> {
  if (!bar.by) return { "": bar.doc_count }
  const counts: Record<string, number> = {}
  let rest = bar.doc_count
  for (const { key, key_as_string, doc_count } of bar.by.buckets) {
    counts[key_as_string ?? String(key)] = doc_count
    rest -= doc_count
  }
  if (rest > 0) counts[""] = rest
  return counts
}
