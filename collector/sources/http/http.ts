import type { Deps } from "#shared/config/define.ts"
import { listening } from "#shared/config/opening.ts"
import { openInbox } from "#shared/pipeline/inbox.ts"
import type { Raw, Source } from "#shared/pipeline/types.ts"
import { defineSource, type SourceWorld } from "../define.ts"
import { httpApp } from "./app.ts"
import { type HttpOptions, options } from "./options.ts"

export const http = defineSource({
  summary:
    "Takes JSON, NDJSON and text by `POST /intake`, and what shippers send: Elasticsearch `_bulk`, Splunk HEC, OTLP logs. Answered when all of it is safe.",
  options,
  open: openHttp,
})

const answerMs = 500
const clockSeconds = 4 // Bun counts in steps of four seconds, the first cut short

export interface HttpSource extends Source<Raw> {
  readonly port: number
}

/** @throws if the port can't be had, or the options would let anyone in */
export function openHttp(options: HttpOptions, deps: Deps & SourceWorld): HttpSource {
  const inbox = openInbox<Raw>({ keepsFailed: false })
  const app = httpApp(options, deps, inbox)
  const server = listening("port", options, () =>
    Bun.serve({
      hostname: options.host,
      port: options.port,
      maxRequestBodySize: options.bodyBytesMax,
      idleTimeout: Math.ceil(options.idleMs / 1000) + clockSeconds,
      fetch: (request, server) =>
        app.fetch(request, {
          peer: server.requestIP(request)?.address,
          bodyIsRead: () => server.timeout(request, 0),
        }),
      error: () => Response.json({ error: "internal" }, { status: 500 }),
    }),
  )
  deps.log.info("http intake listens", { "vedette.source": options.name, port: server.port! })
  return {
    port: server.port!,
    read: (signal) => inbox.read(signal),
    async [Symbol.asyncDispose]() {
      inbox.close(new Error("the source was stopped"))
      const until = performance.now() + answerMs // those who wait are told 503 first
      while (server.pendingRequests > 0 && performance.now() < until) await Bun.sleep(1)
      await server.stop(true)
    },
  }
}
