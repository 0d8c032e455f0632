import { test } from "bun:test"
import * as v from "valibot"
import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import { type OwnOpensearch, ownOpensearch } from "#shared/testing/own-opensearch.ts"
import { storeSink } from "../../store-sink.ts"
import type { Query } from "../query.ts"
import { storeDeps } from "../store-deps.ts"
import { eventAt } from "../store-events.ts"
import type { Scope, Store } from "../types.ts"
import { openOpensearchStore } from "./opensearch.ts"
import { opensearchStoreOptions } from "./options.ts"

/** For the tests: an OpenSearch under strain, a store over it, and what a test writes and finds there. */

export const contentBytesMax = 600_000
const settings = `http.max_content_length: ${contentBytesMax}b
thread_pool.write.size: 1
thread_pool.write.queue_size: 1
`
export const never = new AbortController().signal

let own: OwnOpensearch | { readonly missing: string }
export let prefix: string
export let source: string
export let store: Store | undefined
export const opensearch = () => own as OwnOpensearch
const isMissing = () => "missing" in own

export async function begin(): Promise<void> {
  own = await ownOpensearch(settings)
  if (isMissing()) console.warn(`left out: what OpenSearch refuses: ${JSON.stringify(own)}`)
  else await openOther()
}

export async function end(): Promise<void> {
  await store?.[Symbol.asyncDispose]()
  if (!isMissing()) await opensearch()[Symbol.asyncDispose]()
}

/** A store under a name of its own, for a test that changes its templates. */
export async function openOther(deps: Deps = storeDeps()): Promise<Store> {
  renamed()
  return reopen(deps)
}

/** From now on all is under another name, where there is nothing yet. */
export function renamed(): void {
  prefix = `vedette-r${crypto.randomUUID().slice(0, 8)}`
}

export async function reopen(deps: Deps = storeDeps()): Promise<Store> {
  await store?.[Symbol.asyncDispose]()
  store = undefined
  store = await openOpensearchStore(optionsOf(), deps)
  return store
}

export const optionsOf = () =>
  v.parse(opensearchStoreOptions, { type: "opensearch", nodes: [opensearch().node], prefix })

/** What the store holds of this test's source. */
export async function stored(
  stream: "events" | "pipeline" | "alerts",
  query: Query = { is: "all" },
) {
  await opensearch().request("POST", `/${prefix}-*/_refresh`)
  const mine: Query = { is: "term", field: "vedette.source", value: source }
  const scope: Scope = { streams: [stream], query: { is: "and", of: [mine, query] } }
  return (await store!.search(scope, 5000, undefined, never)).events
}

export const mine = (at: number, fields: Record<string, string> = {}) =>
  eventAt(at, { "event.id": `${source}-${at}`, "vedette.source": source, ...fields })

export const events = (count: number, fields: Record<string, string> = {}, from = 0): Event[] =>
  Array.from({ length: count }, (_, at) => mine(from + at, fields))

export const it = (name: string, run: () => Promise<void>) =>
  test(name, async () => {
    source = `source-${crypto.randomUUID().slice(0, 8)}`
    if (!isMissing()) await run()
  })

/** A sink over the store, and what it says is wrong. */
export function openSink() {
  const deps = storeDeps()
  const said: (string | undefined)[] = []
  return { sink: storeSink(store!, deps, (problem) => said.push(problem)), said, deps }
}
