import type { CertificateFiles } from "#shared/config/certificates.ts"
import type { Deps } from "#shared/config/define.ts"
import { listening } from "#shared/config/opening.ts"
import type { Change } from "#shared/config/reload-change.ts"
import { openTlsFront, type TlsFront } from "#shared/pipeline/tls-front.ts"
import { bodyBytesMax, consoleApp } from "./app.ts"
import type { World } from "./world.ts"

export interface Served {
  readonly port: number
  /**
   * With other options at the same address, and what is new in the certificate's files.
   * @param next where the options have changed: else logins live on
   * @throws where it would stand open, or a certificate can't be used
   */
  prepare(next: World | undefined): Change
  notices(): readonly string[]
  dispose(): Promise<void>
}

const loopback = "127.0.0.1"
const connectionsMax = 1024
const forbidden = () => new Response("", { status: 403, headers: { connection: "close" } })

/**
 * Serves the console at the host and port of its options.
 * @param deps needed for TLS alone
 */
export function serveConsole(world: World, deps?: Pick<Deps, "now" | "metrics" | "log">): Served {
  let app = consoleApp(world)
  const { host, port } = world.options
  const tls = deps && world.options.tls
  if (world.options.tls && !deps) throw new TypeError("TLS needs metrics and a log")
  let front: TlsFront | undefined
  const listen = tls ? { host: loopback, port: 0 } : { host, port }
  const server = listening("port", listen, () =>
    Bun.serve({
      hostname: listen.host,
      port: listen.port,
      fetch(request, server) {
        const from = server.requestIP(request)
        if (!tls) return app.fetch(request, { peer: from?.address })
        const peer = from && front?.peerAt(from.port)
        return peer ? app.fetch(request, { peer: peer.address }) : forbidden()
      },
      maxRequestBodySize: bodyBytesMax,
      idleTimeout: 60,
    }),
  )
  const close = () => server.stop(true)
  if (tls && deps)
    try {
      front = openTlsFront(
        tlsListenOf(host, port, tls),
        server.port!,
        { name: "console", connectionsMax },
        deps,
      )
    } catch (cause) {
      void close()
      throw cause
    }
  return {
    port: front?.port ?? server.port!,
    notices: () => front?.notices() ?? [],
    prepare(next) {
      const nextApp = next && consoleApp(next)
      const use = tls && front?.prepare(tlsListenOf(host, port, tls))
      return {
        commit() {
          use?.()
          if (nextApp) app = nextApp
        },
      }
    },
    async dispose() {
      await front?.[Symbol.asyncDispose]()
      await close()
    },
  }
}

const tlsListenOf = (host: string, port: number, files: CertificateFiles) => ({
  ...files,
  host,
  port,
  versionMin: "1.2" as const,
  handshakeMs: 10_000,
  handshakesMax: 256,
})
