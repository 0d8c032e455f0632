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
    for (const { _source } of hits.hits) all.push(documentIn(_source))
    after = hits.hits.length < perPage ? undefined : hits.hits.at(-1)?.sort
  } while (after)
  return [...new Map(all.map((document) => [document.id, document])).values()]
}

interface Got {
  readonly _source?: Record<string, unknown>
  readonly error?: { readonly type: string }
}

/** Those with these ids, as they are at this moment: no refresh is needed. */
export async function documentsWith(
  { client, state }: Indices,
  kind: DocumentKind,
  ids: readonly string[],
): Promise<readonly Document[]> {
  const found: Document[] = []
  for (let at = 0; at < ids.length; at += perPage) {
    const wanted = ids.slice(at, at + perPage).map((id) => `${kind} ${id}`)
    const asked = { index: state, body: { ids: wanted } }
    const { body } = await client.mget(asked as never)
    for (const { _source, error } of body.docs as unknown as readonly Got[]) {
      if (error && error.type !== "index_not_found_exception") throw new Error(error.type)
      if (_source) found.push(documentIn(_source))
    }
  }
  return found
}

const documentIn = ({ id, revision, body }: Record<string, unknown>): Document => ({
  id: String(id),
  revision: Number(revision),
  body: JSON.parse(String(body)) as Record<string, unknown>,
})
