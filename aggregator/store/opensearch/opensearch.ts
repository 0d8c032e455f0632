import type { Deps } from "#shared/config/define.ts"
import type { Store } from "../types.ts"
import { appendOnce } from "./append.ts"
import { opensearchClient } from "./client.ts"
import { openIndices } from "./indices.ts"
import type { OpensearchStoreOptions } from "./options.ts"
import { provisionOrCheck } from "./provision.ts"
import { openQuestions } from "./questions.ts"
import { tally } from "./tally.ts"

/** Opens the store over an OpenSearch cluster and puts its templates. Throws while it is away. */
export async function openOpensearchStore(
  options: OpensearchStoreOptions,
  deps: Deps,
): Promise<Store> {
  const client = opensearchClient(options)
  await provisionOrCheck(client, options, deps.log)
  const indices = openIndices(client, options.prefix)
  return {
    ...openQuestions(indices),
    append: (events, mayRepeat) => appendOnce(indices, options, events, mayRepeat),
    tally: (fromMs, toMs) => tally(indices, fromMs, toMs),

    async put(kind, { id, revision, body }) {
      try {
        await client.index({
          index: indices.state,
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

    async documents(kind) {
      await indices.refresh(indices.state)
      const { hits } = await indices.search(indices.state, {
        size: 10_000,
        query: { term: { kind } },
      })
      return hits.hits.map(({ _source }) => ({
        id: String(_source.id),
        revision: Number(_source.revision),
        body: JSON.parse(String(_source.body)) as Record<string, unknown>,
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
