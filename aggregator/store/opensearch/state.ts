import type { Document, DocumentKind } from "../types.ts"
import type { Indices } from "./indices.ts"

const perPage = 5000

/** All documents of a kind, however many. */
export async function documentsOf(
  indices: Indices,
  kind: DocumentKind,
): Promise<readonly Document[]> {
  await indices.refresh(indices.state)
  const all: Document[] = []
  let after: readonly unknown[] | undefined
  do {
    const { hits } = await indices.search(indices.state, {
      size: perPage,
      query: { term: { kind } },
      sort: [{ _seq_no: "asc" }], // a document that changes meanwhile comes again, at its new place
      ...(after && { search_after: after }),
    })
    for (const { _source } of hits.hits)
      all.push({
        id: String(_source.id),
        revision: Number(_source.revision),
        body: JSON.parse(String(_source.body)) as Record<string, unknown>,
      })
    after = hits.hits.length < perPage ? undefined : hits.hits.at(-1)?.sort
  } while (after)
  return [...new Map(all.map((document) => [document.id, document])).values()]
}
