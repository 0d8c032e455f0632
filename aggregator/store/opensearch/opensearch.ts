import type { Deps } from "#shared/config/define.ts"
import type { Store } from "../types.ts"
import { appendOnce } from "./append.ts"
import { opensearchClient } from "./client.ts"
import { openIndices } from "./indices.ts"
import type { OpensearchStoreOptions } from "./options.ts"
import { provisionMissing } from "./provision.ts"
import { openQuestions } from "./questions.ts"
import { retainedFromMs } from "./retained.ts"
import { documentsOf, documentsWith } from "./state.ts"
import { tally } from "./tally.ts"
import { openWatch } from "./watch.ts"

const idsPerRequest = 1000

/** Opens the store over an OpenSearch cluster and puts its templates. Throws while it is away. */
export async function openOpensearchStore(
  options: OpensearchStoreOptions,
  deps: Deps,
): Promise<Store> {
  const client = opensearchClient(options)
  const watch = openWatch(client, options, deps)
  try {
    await provisionMissing(client, options)
    await watch.look()
  } catch (cause) {
    await client.close()
    throw cause
  }
  for (const problem of watch.problems)
    deps.log.warn("OpenSearch is not as it should be", { "error.message": problem })
  const indices = openIndices(client, options.prefix)
  return {
    ...openQuestions(indices),
    append: (events, mayRepeat, signal) => appendOnce(indices, options, events, mayRepeat, signal),
    tally: (fromMs, toMs) => tally(indices, fromMs, toMs),
    retainedFromMs: () => retainedFromMs(indices),

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

    documents: (kind, ids) =>
      ids ? documentsWith(indices, kind, ids) : documentsOf(indices, kind),

    async remove(kind, ids) {
      for (let at = 0; at < ids.length; at += idsPerRequest) {
        const lines = ids.slice(at, at + idsPerRequest).map((id) => {
          const target = { _index: indices.state, _id: `${kind} ${id}` }
          return `${JSON.stringify({ delete: target })}\n`
        })
        await client.bulk({ body: lines.join("") } as never)
      }
    },

    maintain: () => watch.look(), // retention is the cluster's affair (ISM)

    async problems() {
      try {
        await client.ping()
        return watch.problems
      } catch (cause) {
        return [`OpenSearch does not answer: ${(cause as Error).message}`]
      }
    },

    [Symbol.asyncDispose]: () => client.close(),
  }
}
