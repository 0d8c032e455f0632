import type { Deps } from "#shared/config/define.ts"
import type { Event, Stream } from "#shared/ecs/event.ts"
import { fields } from "#shared/ecs/fields.ts"
import type { Bars, DocumentKind, Page, Scope, Store, Tally, Terms } from "../types.ts"
import { bulkCreate, type Known } from "./bulk.ts"
import { opensearchClient } from "./client.ts"
import { fromDocument } from "./document.ts"
import { scopeDsl } from "./dsl.ts"
import type { OpensearchStoreOptions } from "./options.ts"
import { provisionOrCheck } from "./provision.ts"

interface Hit {
  readonly _id: string
  readonly _source: Record<string, unknown>
  readonly sort?: readonly unknown[]
}

interface Answer {
  readonly hits: { readonly total: { readonly value: number }; readonly hits: readonly Hit[] }
  readonly aggregations?: Readonly<Record<string, { readonly buckets: readonly Group[] }>>
}

interface Group {
  readonly key: string | number
  readonly key_as_string?: string
  readonly doc_count: number
  readonly by?: { readonly buckets: readonly Group[]; readonly sum_other_doc_count: number }
  readonly last?: { readonly value: number }
}

const idsPerLookup = 1000
const groupsMax = 20

/** Opens the store over an OpenSearch cluster and puts its templates. Throws while it is away. */
export async function openOpensearchStore(
  options: OpensearchStoreOptions,
  deps: Deps,
): Promise<Store> {
  const client = opensearchClient(options)
  await provisionOrCheck(client, options, deps.log)
  const { prefix } = options
  const indexOf = (streams: readonly Stream[]) =>
    streams
      .map((stream) => (stream === "events" ? `${prefix}-events-*` : `${prefix}-${stream}`))
      .join(",")
  const everything = indexOf(["events", "alerts", "pipeline"])
  const state = `${prefix}-state`
  const duplicates = `${prefix}-duplicates`

  const search = async (index: string, body: Record<string, unknown>, signal?: AbortSignal) => {
    signal?.throwIfAborted()
    const request = client.search({ index, ignore_unavailable: true, body } as never)
    const stop = () => request.abort()
    signal?.addEventListener("abort", stop, { once: true })
    try {
      return (await request).body as unknown as Answer
    } finally {
      signal?.removeEventListener("abort", stop)
    }
  }
  const refresh = (index: string) =>
    client.indices.refresh({ index, ignore_unavailable: true, allow_no_indices: true } as never)

  /** Batches under which ids are stored already, over all backing indices. */
  const lookUp = async (events: readonly Event[]): Promise<Map<string, string>> => {
    const batches = new Map<string, string>()
    for (let i = 0; i < events.length; i += idsPerLookup) {
      const values = events.slice(i, i + idsPerLookup).map((event) => event["event.id"] ?? "")
      const { hits } = await search(everything, {
        size: values.length,
        query: { ids: { values } },
        _source: ["vedette.batch"],
      })
      for (const { _id, _source } of hits.hits) batches.set(_id, String(_source["vedette.batch"]))
    }
    return batches
  }

  const batchesOf = async (known: readonly Known[]): Promise<Map<string, string>> => {
    const batches = new Map<string, string>()
    if (known.length === 0) return batches
    const docs = known.map(({ event, index }) => ({
      _index: index,
      _id: event["event.id"],
      _source: ["vedette.batch"],
    }))
    const { body } = await client.mget({ body: { docs } } as never)
    for (const { _id, _source } of (body as unknown as { docs: Hit[] }).docs)
      batches.set(_id, String(_source?.["vedette.batch"]))
    return batches
  }

  /** Known id, other batch: the sender sent it twice. One marker each, so that counting is exact. */
  const markDuplicates = async (events: readonly Event[]) => {
    if (events.length === 0) return
    const body = events
      .map((event) => {
        const _id = `${event["event.id"]}@${event["vedette.batch"]}`
        const marker = { source: event["vedette.source"], created: event["event.created"] }
        return `${JSON.stringify({ index: { _index: duplicates, _id } })}\n${JSON.stringify(marker)}\n`
      })
      .join("")
    const answer = (await client.bulk({ body } as never)).body as unknown as { errors: boolean }
    if (answer.errors) throw new Error("the index of duplicates takes nothing now")
  }

  return {
    async append(events, mayRepeat) {
      const suspects = events.filter((event) => mayRepeat || event["vedette.repeat"])
      const before = suspects.length > 0 ? await lookUp(suspects) : new Map<string, string>()
      const fresh = events.filter((event) => !before.has(event["event.id"] ?? ""))
      const written = await bulkCreate(client, fresh, options)
      const stored = await batchesOf(written.known)
      const isRepeat = (event: Event) => {
        const id = event["event.id"] ?? ""
        return (before.get(id) ?? stored.get(id)) === event["vedette.batch"]
      }
      const known = [
        ...events.filter((event) => before.has(event["event.id"] ?? "")),
        ...written.known.map(({ event }) => event),
      ]
      const duplicated = known.filter((event) => !isRepeat(event))
      await markDuplicates(duplicated)
      return {
        created: written.created,
        duplicates: duplicated.length,
        redelivered: known.length - duplicated.length,
        refusals: written.refusals,
      }
    },

    async put(kind, { id, revision, body }) {
      try {
        await client.index({
          index: state,
          id: `${kind} ${id}`,
          version: revision,
          version_type: "external",
          body: { kind, id, revision, body: JSON.stringify(body) },
        } as never)
        return true
      } catch (cause) {
        if ((cause as { statusCode?: number }).statusCode === 409) return false
        throw cause
      }
    },

    async documents(kind: DocumentKind) {
      await refresh(state)
      const { hits } = await search(state, { size: 10_000, query: { term: { kind } } })
      return hits.hits.map(({ _source }) => ({
        id: String(_source.id),
        revision: Number(_source.revision),
        body: JSON.parse(String(_source.body)) as Record<string, unknown>,
      }))
    },

    async get(id) {
      const { hits } = await search(everything, { size: 1, query: { ids: { values: [id] } } })
      const hit = hits.hits[0]
      return hit && fromDocument(hit._source)
    },

    async search(scope, size, after, signal): Promise<Page> {
      const { hits } = await search(
        indexOf(scope.streams),
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
      return (await search(indexOf(scope.streams), body, signal)).hits.total.value
    },

    async histogram(scope, stepMs, by, signal): Promise<Bars> {
      const over =
        by && aggregatable(by) ? { by: { terms: { field: by, size: groupsMax } } } : undefined
      const bars = {
        date_histogram: { field: "@timestamp", fixed_interval: `${stepMs}ms`, min_doc_count: 1 },
        ...(over && { aggs: over }),
      }
      const body = { size: 0, query: scopeDsl(scope), aggs: { bars } }
      const { aggregations } = await search(indexOf(scope.streams), body, signal)
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
      const { aggregations } = await search(indexOf(scope.streams), body, signal)
      const values = (aggregations?.groups?.buckets ?? []).map((group) => ({
        value: group.key_as_string ?? String(group.key),
        count: group.doc_count,
        lastMs: group.last?.value ?? 0,
      }))
      return { values, caveats: [] }
    },

    async tally(fromMs, toMs): Promise<readonly Tally[]> {
      const stored = indexOf(["events", "pipeline"])
      await refresh(`${stored},${duplicates}`)
      const countBySource = async (index: string, created: string, source: string) => {
        const range = { gte: fromMs, lt: toMs, format: "epoch_millis" }
        const body = {
          size: 0,
          query: { range: { [created]: range } },
          aggs: { sources: { terms: { field: source, size: 10_000 } } },
        }
        const { aggregations } = await search(index, body)
        const groups = aggregations?.sources?.buckets ?? []
        return new Map(groups.map(({ key, doc_count }) => [String(key), doc_count]))
      }
      const [held, twice] = await Promise.all([
        countBySource(stored, "event.created", "vedette.source"),
        countBySource(duplicates, "created", "source"),
      ])
      return [...new Set([...held.keys(), ...twice.keys()])].map((source) => ({
        source,
        stored: held.get(source) ?? 0,
        deduplicated: twice.get(source) ?? 0,
      }))
    },

    maintain: async () => {}, // retention is the cluster's affair (ISM)

    async problems() {
      try {
        await client.ping()
        return []
      } catch (cause) {
        return [`OpenSearch does not answer: ${(cause as Error).message}`]
      }
    },

    [Symbol.asyncDispose]: () => client.close(),
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
