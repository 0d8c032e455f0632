import { readCertificate } from "#shared/config/certificates.ts"
import type { Deps } from "#shared/config/define.ts"
import { listening } from "#shared/config/opening.ts"
import type { Change } from "#shared/config/reload-change.ts"
import { type FrontPeer, openTlsFront, type TlsFront } from "#shared/pipeline/tls-front.ts"
import { underTls } from "#shared/pipeline/tls-gate.ts"
import type { httpApp } from "./app.ts"
import type { HttpOptions } from "./options.ts"

type App = ReturnType<typeof httpApp>
type Server = ReturnType<typeof Bun.serve>

/** A server, with TLS in front of it where that is asked for. */
export interface HttpListener {
  readonly port: number
  readonly pendingRequests: number
  notices(): readonly string[]
  /** For new options at the same address, with TLS as before. @throws OptionError */
  prepare(next: HttpOptions): Promise<Change>
  /** Takes no new connections; the requests under way are answered. */
  retire(): void
  close(): Promise<void>
}

const loopback = "127.0.0.1"
const clockSeconds = 4 // Bun counts in steps of four seconds, the first cut short
const forbidden = () => new Response("", { status: 403, headers: { connection: "close" } })

/** @throws OptionError if the port can't be had or a certificate can't be used */
export function openListener(first: HttpOptions, deps: Deps, app: () => App): HttpListener {
  const { host, port, tls, name, connectionsMax } = first
  let front: TlsFront | undefined
  const peerAt = (from: number) => front?.peerAt(from)
  const serve = (options: HttpOptions, at: number) =>
    tls
      ? serveApp(options, { host: loopback, port: 0, peerAt }, app)
      : serveApp(options, { host, port: at }, app)
  let server = serve(first, port)
  let served = serverPrint(first)
  const retired: Server[] = []
  const address = server.port!
  if (tls)
    try {
      front = openTlsFront(tlsListenOf(first), address, { name, connectionsMax }, deps)
    } catch (cause) {
      void server.stop(true)
      throw cause
    }
  const exchange = (next: HttpOptions) => {
    if (serverPrint(next) === served) return
    served = serverPrint(next)
    retired.push(server)
    void server.stop(false) // a plain one's address is free at once, and taken again
    server = serve(next, address)
    front?.leadTo(server.port!)
  }
  return {
    port: front?.port ?? address,
    get pendingRequests() {
      return [server, ...retired].reduce((sum, each) => sum + each.pendingRequests, 0)
    },
    notices: () => front?.notices() ?? [],
    async prepare(next) {
      const use = front?.prepare(tlsListenOf(next))
      return {
        commit() {
          use?.()
          exchange(next)
        },
      }
    },
    retire() {
      front?.retire()
      if (!front) void server.stop(false)
    },
    async close() {
      await front?.[Symbol.asyncDispose]()
      await Promise.all([server, ...retired].map((each) => each.stop(true)))
    },
  }
}

/** What a server can't change while it listens. */
const serverPrint = ({ bodyBytesMax, idleMs }: HttpOptions) => `${bodyBytesMax} ${idleMs}`

const tlsListenOf = ({ host, port, tls }: HttpOptions) => ({ ...tls!, host, port })

/** @throws OptionError if it can't be used */
export function checkCertificate(tls: NonNullable<HttpOptions["tls"]>): void {
  underTls(() => readCertificate(tls))
}

interface Place {
  readonly host: string
  readonly port: number
  /** Where TLS is spoken in front: who is behind a connection that comes from a port. */
  readonly peerAt?: (port: number) => FrontPeer | undefined
}

function serveApp(
  { bodyBytesMax, idleMs }: HttpOptions,
  { host, port, peerAt }: Place,
  app: () => App,
): Server {
  return listening("port", { host, port }, () =>
    Bun.serve({
      hostname: host,
      port,
      maxRequestBodySize: bodyBytesMax,
      idleTimeout: Math.ceil(idleMs / 1000) + clockSeconds,
      fetch(request, server) {
        const from = server.requestIP(request)
        const peer = peerAt ? from && peerAt(from.port) : undefined
        if (peerAt && !peer) return forbidden() // somebody on this machine who goes around TLS
        return app().fetch(request, {
          peer: peer?.address ?? from?.address,
          certificate: peer?.certificate,
          bodyIsRead: () => server.timeout(request, 0),
        })
      },
      error: () => Response.json({ error: "internal" }, { status: 500 }),
    }),
  )
}
