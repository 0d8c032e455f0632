import type { Deps } from "#shared/config/define.ts"
import { openInbox } from "#shared/pipeline/inbox.ts"
import type { LiveSource } from "#shared/pipeline/live-source.ts"
import type { Raw } from "#shared/pipeline/types.ts"
import { defineSource, type SourceWorld } from "../define.ts"
import { httpApp } from "./app.ts"
import { type HttpOptions, options } from "./options.ts"
import { checkCertificate, type HttpListener, openListener } from "./server.ts"

export const http = defineSource({
  summary:
    "Takes JSON, NDJSON and text by `POST /intake`, and what shippers send: Elasticsearch `_bulk`, Splunk HEC, OTLP logs. Answered when all of it is safe.",
  options,
  open: openHttp,
})

const answerMs = 500

export interface HttpSource extends LiveSource<Raw> {
  readonly port: number
}

/** @throws if the port can't be had, or the options would let anyone in */
export function openHttp(first: HttpOptions, deps: Deps & SourceWorld): HttpSource {
  let options = first
  const inbox = openInbox<Raw>({ keepsFailed: false })
  let app = httpApp(options, deps, inbox)
  let listener = openListener(options, deps, () => app)
  const retired: HttpListener[] = []
  const tell = () =>
    deps.log.info("http intake listens", { "vedette.source": options.name, port: listener.port })
  tell()
  const replace = (next: HttpListener | undefined) => {
    listener.retire()
    retired.push(listener)
    listener = next ?? openListener(options, deps, () => app) // the address is free at once
    tell()
  }
  return {
    get port() {
      return listener.port
    },
    notices: () => listener.notices(),
    async prepare(next: HttpOptions, isChanged: boolean) {
      if (!isChanged) return listener.prepare(next)
      const nextApp = httpApp(next, deps, inbox)
      const moved = isMoved(next, options) ? openListener(next, deps, () => app) : undefined
      const change = moved ? undefined : await preparePlace(next, options, listener)
      return {
        async cancel() {
          await moved?.close()
          await change?.cancel?.()
        },
        async commit() {
          app = nextApp
          options = next
          if (change) await change.commit()
          else replace(moved)
        },
      }
    },
    async closeIntake() {
      listener.retire()
    },
    read: (signal) => inbox.read(signal),
    async [Symbol.asyncDispose]() {
      inbox.close(new Error("the source was stopped"))
      const all = [listener, ...retired]
      const until = performance.now() + answerMs // those who wait are told 503 first
      const isWaiting = () => all.some(({ pendingRequests }) => pendingRequests > 0)
      while (isWaiting() && performance.now() < until) await Bun.sleep(1)
      await Promise.all(all.map((one) => one.close()))
    },
  }
}

const isMoved = (a: HttpOptions, b: HttpOptions) => a.host !== b.host || a.port !== b.port

/** Undefined where the address stays and yet has to be opened anew: TLS comes, or goes. */
async function preparePlace(next: HttpOptions, now: HttpOptions, listener: HttpListener) {
  if ((next.tls === undefined) === (now.tls === undefined)) return listener.prepare(next)
  if (next.tls) checkCertificate(next.tls)
  return undefined
}
