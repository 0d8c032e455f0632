import type { Socket } from "bun"
import type { Deps } from "../config/define.ts"
import { listening } from "../config/opening.ts"
import type { TlsListen } from "./listen-options.ts"
import type { PeerCertificate } from "./peer-certificate.ts"
import { openPipe, type Pipe } from "./socket-pipe.ts"
import { openGate, underTls } from "./tls-gate.ts"

/** Who is at the other end of a connection. */
export interface FrontPeer {
  readonly address: string
  readonly certificate: PeerCertificate | undefined
}

export interface TlsFront extends AsyncDisposable {
  readonly port: number
  /** Whose connection the server behind sees coming from that port; nobody's is not to be served. */
  peerAt(port: number): FrontPeer | undefined
  /**
   * Returns what puts the certificate and options in force, for the same address.
   * @throws OptionError where they can't be used
   */
  prepare(listen: TlsListen): () => void
  /** New connections are led to another server; those that are there live on. */
  leadTo(port: number): void
  /** Takes no new connections. */
  retire(): void
  notices(): readonly string[]
}

interface Outer {
  /** Came with the end of the handshake, before the connection behind is there. */
  early: Buffer[]
  up?: Pipe
  inner?: Socket<Inner>
}

interface Inner {
  readonly from: number
  readonly outer: Socket<Outer>
  readonly down: Pipe
}

const loopback = "127.0.0.1"

export interface FrontOptions {
  readonly name: string
  readonly connectionsMax: number
}

/**
 * TLS in front of an HTTP server that listens on loopback: Bun's own server keeps its first
 * certificate for good, says nothing of the client's, and loses connections when it is replaced.
 * @throws OptionError when the port can't be had or a certificate can't be used
 */
export function openTlsFront(
  listen: TlsListen,
  serverPort: number,
  { name, connectionsMax }: FrontOptions,
  deps: Pick<Deps, "now" | "metrics" | "log">,
): TlsFront {
  const peers = new Map<number, FrontPeer>()
  const outers = new Set<Socket<Outer>>()
  const refused = deps.metrics.counter(
    "vedette_source_connections_refused_total",
    "Connections closed because the source had connectionsMax of them.",
    ["source"],
  )
  let port = serverPort

  const connect = (outer: Socket<Outer>, peer: FrontPeer) =>
    Bun.connect<Inner>({
      hostname: loopback,
      port,
      socket: {
        open(inner) {
          if (!outers.has(outer)) return void inner.terminate()
          const from = inner.localPort
          peers.set(from, peer)
          inner.data = { from, outer, down: openPipe(inner, outer) }
          const up = openPipe(outer, inner)
          Object.assign(outer.data, { inner, up })
          for (const chunk of outer.data.early.splice(0)) up.push(chunk)
          outer.resume()
        },
        data: (inner, chunk) => inner.data.down.push(chunk),
        drain: (inner) => inner.data.outer.data.up?.drain(),
        end: (inner) => inner.data.down.finish(),
        close(inner) {
          if (!inner.data) return
          if (peers.get(inner.data.from) === peer) peers.delete(inner.data.from)
          inner.data.down.finish()
        },
        error() {}, // the close that follows tells all there is to do
      },
    })

  const gate = underTls(() =>
    openGate<Outer>(name, listen, deps, {
      connection: () => ({ early: [] }),
      admitted(outer, certificate) {
        if (outers.size >= connectionsMax) {
          refused.inc({ source: name })
          return void outer.terminate()
        }
        outers.add(outer)
        outer.pause() // until there is somebody who takes it
        const peer = { address: outer.remoteAddress, certificate }
        connect(outer, peer).catch(() => outer.terminate())
      },
      handlers: {
        data(outer, chunk) {
          const { up, early } = outer.data
          if (up) up.push(chunk)
          else early.push(Buffer.from(chunk))
        },
        drain: (outer) => outer.data.inner?.data.down.drain(),
        timeout() {},
        close(outer) {
          outers.delete(outer)
          outer.data.up?.finish()
        },
        error() {},
      },
    }),
  )
  const listener = listenBelow(listen, gate)
  return {
    port: listener.port,
    peerAt: (from) => peers.get(from),
    notices: () => gate.certificate.notices(),
    prepare(next) {
      const certificate = underTls(() => gate.certificate.prepare(next))
      return () => {
        gate.use(next)
        if (certificate) gate.certificate.use(certificate)
      }
    },
    leadTo(next) {
      port = next
    },
    retire() {
      listener.stop(false)
      gate.certificate[Symbol.dispose]()
    },
    async [Symbol.asyncDispose]() {
      gate.close()
      for (const outer of outers) outer.terminate()
      listener.stop(true)
    },
  }
}

function listenBelow<C>(listen: TlsListen, gate: ReturnType<typeof openGate<C>>) {
  const { host: hostname, port } = listen
  try {
    return listening("port", listen, () => Bun.listen({ hostname, port, socket: gate.below }))
  } catch (cause) {
    gate.close()
    throw cause
  }
}
