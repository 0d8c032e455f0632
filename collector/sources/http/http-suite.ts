import * as v from "valibot"
import type { Batch, Raw } from "#shared/pipeline/types.ts"
import { type TestWorld, testWorld } from "../source-suite.ts"
import { type HttpSource, http, openHttp } from "./http.ts"

export type Body = string | Buffer | ReadableStream

const opened: HttpSource[] = []

export function open(world: TestWorld = testWorld(), extra: object = {}): HttpSource {
  const options = v.parse(http.options, { type: "http", name: "under-test", port: 0, ...extra })
  const source = openHttp(options, world)
  opened.push(source)
  return source
}

/** Reads and settles all that comes, until the source is closed. */
export function drain(source: HttpSource, failure?: unknown): Batch<Raw>[] {
  const seen: Batch<Raw>[] = []
  void (async () => {
    for await (const batch of source.read(new AbortController().signal)) {
      seen.push(batch)
      await batch.settle(failure)
    }
  })()
  return seen
}

export const post = (
  source: HttpSource,
  body: Body,
  headers: Record<string, string> = {},
  path = "/intake",
) => fetch(`http://127.0.0.1:${source.port}${path}`, { method: "POST", body, headers })

export const ndjson = { "content-type": "application/x-ndjson" }
export const json = { "content-type": "application/json" }
export const text = { "content-type": "text/plain" }
export const texts = (seen: Batch<Raw>[]) =>
  seen.flatMap(({ items }) => items.map((item) => item.text))

/** To be called after each test. */
export async function closeAll(): Promise<void> {
  for (const source of opened.splice(0)) await source[Symbol.asyncDispose]()
}
