import type { Client } from "@opensearch-project/opensearch"
import type { Stream } from "#shared/ecs/event.ts"

export interface Hit {
  readonly _id: string
  readonly _source: Record<string, unknown>
  readonly sort?: readonly unknown[]
}

export interface Group {
  readonly key: string | number
  readonly key_as_string?: string
  readonly doc_count: number
  readonly by?: { readonly buckets: readonly Group[]; readonly sum_other_doc_count: number }
  readonly last?: { readonly value: number }
}

export interface Answer {
  readonly hits: { readonly total: { readonly value: number }; readonly hits: readonly Hit[] }
  readonly aggregations?: Readonly<Record<string, { readonly buckets: readonly Group[] }>>
}

/** What one prefix holds in a cluster, and how it is asked. */
export interface Indices {
  readonly client: Client
  readonly state: string
  readonly duplicates: string
  /** The expression that names all that the streams hold. */
  of(streams: readonly Stream[]): string
  search(index: string, body: Record<string, unknown>, signal?: AbortSignal): Promise<Answer>
  /** Makes what was written visible to `search`. */
  refresh(index: string): Promise<void>
}

export function openIndices(client: Client, prefix: string): Indices {
  return {
    client,
    state: `${prefix}-state`,
    duplicates: `${prefix}-duplicates`,
    of: (streams) =>
      streams
        .map((stream) => (stream === "events" ? `${prefix}-events-*` : `${prefix}-${stream}`))
        .join(","),
    async search(index, body, signal) {
      signal?.throwIfAborted()
      const request = client.search({
        index,
        ignore_unavailable: true,
        allow_partial_search_results: false, // a part would pass for the whole
        body,
      } as never)
      const stop = () => void request.abort() // what it returns is awaited by whoever calls a listener
      signal?.addEventListener("abort", stop, { once: true })
      try {
        return (await request).body as unknown as Answer
      } finally {
        signal?.removeEventListener("abort", stop)
      }
    },
    async refresh(index) {
      const asked = { index, ignore_unavailable: true, allow_no_indices: true }
      await client.indices.refresh(asked as never)
    },
  }
}
