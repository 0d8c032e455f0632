import * as v from "valibot"
import { storeDeps } from "../store-deps.ts"
import type { Subject } from "../store-suite.ts"
import { openOpensearchStore } from "./opensearch.ts"
import { opensearchStoreOptions } from "./options.ts"

export interface OpensearchSubject extends Subject {
  readonly prefix: string
  request(method: string, path: string): Promise<unknown>
}

/** For the tests: a store under a name of its own, which goes with all that it holds. */
export async function openSubject(node: string): Promise<OpensearchSubject> {
  const prefix = `vedette-t${crypto.randomUUID().slice(0, 8)}`
  const options = v.parse(opensearchStoreOptions, { type: "opensearch", nodes: [node], prefix })
  const store = await openOpensearchStore(options, storeDeps())
  const request = async (method: string, path: string): Promise<unknown> => {
    const answer = await fetch(`${node}${path}`, { method })
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
    return answer.json()
  }
  return {
    store,
    prefix,
    request,
    settled: async () => void (await request("POST", `/${prefix}-*/_refresh`)),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await request("DELETE", `/_data_stream/${prefix}-*`)
      await request("DELETE", `/${prefix}-*`)
      await request("DELETE", `/_index_template/${prefix}-*`)
      await request("DELETE", `/_component_template/${prefix}-ecs`)
    },
  }
}
