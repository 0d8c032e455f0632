import type { Socket } from "bun"
import { inNetworks } from "../access/networks.ts"
import type { Deps } from "../config/define.ts"
import { listening } from "../config/opening.ts"
import type { Inbox } from "./inbox.ts"
import type { OnRecord } from "./lines.ts"
import type { Listen, ListenOptions, TlsListen } from "./listen-options.ts"
import { strangersOf } from "./strangers.ts"
import { openGathers, type Seat } from "./tcp-gathers.ts"
import { openValve } from "./tcp-valve.ts"
import { type Behind, openGate, underTls } from "./tls-gate.ts"
import type { Raw } from "./types.ts"

export interface TcpListener<Options extends ListenOptions> extends AsyncDisposable {
  readonly port: number
  /** To be called when there may be room: connections that wait are read again. */
  resume(): void
  /**
   * Reads what else is wanted: the certificate's files. Returns what puts options and certificate in
   * force, for the same address: connections live on.
   * @throws OptionError where they can't be used
   */
  prepare(options: Options, listen: Listen): () => void
  /** Takes no new connections; those that are there live on. */
  retire(): void
  notices(): readonly string[]
}

export interface TcpDeps<Options> extends Pick<Deps, "now" | "metrics" | "log"> {
  readonly inbox: Inbox<Raw>
  readonly start: string
  readonly isFull: () => boolean
  readonly framing: (options: Options, onRecord: OnRecord) => Framing
}

/** Cuts what a connection sends into records. */
export interface Framing {
  /** False if the sender lies about lengths: the connection can't be read any further. */
  push(chunk: Buffer): boolean
  /** The connection is over: what is left is a record, though it is not whole. */
  end(): void
}

interface Connection {
  isPaused: boolean
  hasSpoken: boolean
  framing?: Framing
  seat?: Seat
}

type TcpSocket = Socket<Connection>

/** What was sent before the stop and has arrived is read for so long at most. */
const lastWordsMs = 500
const quietMs = 50

/** @throws when the port can't be had, or a certificate can't be used */
export function listenTcp<Options extends ListenOptions>(
  first: Options,
  listen: Listen,
  deps: TcpDeps<Options>,
): TcpListener<Options> {
  const transport = isTls(listen) ? "tls" : "tcp"
  const connections = openConnections(first, transport, deps)
  const { gate, listener } = isTls(listen)
    ? listenTls(first.name, listen, deps, connections.behind)
    : { gate: undefined, listener: listenPlain(first.name, listen, deps, connections.behind) }
  return {
    port: listener.port,
    resume: connections.resume,
    notices: () => gate?.certificate.notices() ?? [],
    prepare(next, nextListen) {
      const certificate = gate && underTls(() => gate.certificate.prepare(nextListen as TlsListen))
      return () => {
        gate?.use(nextListen as TlsListen)
        if (certificate) gate?.certificate.use(certificate)
        connections.use(next)
      }
    },
    retire() {
      listener.stop(false)
      gate?.certificate[Symbol.dispose]()
    },
    async [Symbol.asyncDispose]() {
      listener.stop(false)
      await connections.close()
      gate?.close()
      listener.stop(true)
    },
  }
}

function openConnections<Options extends ListenOptions>(
  first: Options,
  transport: "tcp" | "tls",
  deps: TcpDeps<Options>,
) {
  let options = first
  let isClosing = false
  let heardMs = 0
  const sockets = new Set<TcpSocket>()
  const gathers = openGathers(options, transport, deps)
  const valve = openValve(sockets, {
    ...deps,
    unsettledBytesMax: () => options.unsettledBytesMax,
    gatheredBytes: gathers.bytes,
  })
  const count = openCounters(options.name, deps)
  let maySend = inNetworks(options.allow)
  const idleSeconds = () => Math.ceil(options.idleMs / 1000)

  const behind: Behind<Connection> = {
    connection: () => ({ isPaused: false, hasSpoken: false }),
    admitted(socket, certificate) {
      if (!maySend(socket.remoteAddress)) {
        count.stranger()
        return socket.terminate()
      }
      if (isClosing || sockets.size >= options.connectionsMax) {
        count.refused()
        return socket.terminate()
      }
      const peer = socket.remoteAddress
      const seat = gathers.seat(certificate)
      socket.data.seat = seat
      socket.data.framing = deps.framing(options, (record, length) =>
        seat.add(record, length, peer),
      )
      sockets.add(socket)
      if (idleSeconds() > 0) socket.timeout(idleSeconds())
      valve.apply(socket)
    },
    handlers: {
      data(socket, chunk) {
        heardMs = performance.now()
        if (!sockets.has(socket)) return
        if (!socket.data.framing?.push(chunk)) {
          count.misframed()
          socket.terminate()
        }
        valve.check()
      },
      timeout(socket) {
        if (socket.data.isPaused) socket.timeout(idleSeconds())
        else socket.end()
      },
      close(socket) {
        if (!sockets.delete(socket)) return
        socket.data.framing?.end()
        socket.data.seat?.leave()
        valve.check()
      },
      error() {}, // the close that follows tells all there is to do
    },
  }
  return {
    behind,
    resume: valve.check,
    use(next: Options) {
      options = next
      maySend = inNetworks(next.allow)
      gathers.use(next)
      for (const socket of sockets) socket.timeout(idleSeconds())
      valve.check()
    },
    async close() {
      if (isClosing) return
      isClosing = true
      await lastWords(sockets, () => performance.now() - heardMs > quietMs)
      valve.close()
      sockets.clear() // what they have begun is no record yet
      gathers.flush()
    },
  }
}

/**
 * Tells the senders that it is over, and reads what they have sent: of plain TCP and TLS nobody else
 * knows what has arrived.
 */
async function lastWords(sockets: ReadonlySet<TcpSocket>, isQuiet: () => boolean): Promise<void> {
  for (const socket of sockets) socket.shutdown()
  const beganMs = performance.now()
  const isOver = () => {
    const passedMs = performance.now() - beganMs
    return passedMs > lastWordsMs || (passedMs > quietMs && isQuiet())
  }
  while (!isOver() && [...sockets].some(({ data }) => !data.isPaused)) await Bun.sleep(5)
}

const isTls = (listen: Listen): listen is TlsListen => "keyFile" in listen

function listenTls(
  source: string,
  listen: TlsListen,
  deps: Pick<Deps, "now" | "metrics" | "log">,
  behind: Behind<Connection>,
) {
  const gate = underTls(() => openGate(source, listen, deps, behind))
  try {
    const { host: hostname, port } = listen
    const socket = gate.below
    const listener = listening("tls.port", listen, () => Bun.listen({ hostname, port, socket }))
    return { gate, listener }
  } catch (cause) {
    gate.close()
    throw cause
  }
}

/** RFC 8446, 5.1: a record of type handshake (22), version 3.x. No text begins so. */
const isHello = (chunk: Buffer) => chunk[0] === 22 && (chunk.length === 1 || chunk[1] === 3)

function listenPlain(
  source: string,
  listen: Listen,
  { metrics }: Pick<Deps, "metrics">,
  { connection, admitted, handlers }: Behind<Connection>,
) {
  const mistaken = metrics.counter(
    "vedette_source_mistaken_tls_total",
    "Connections closed because they spoke TLS to a port without it.",
    ["source"],
  )
  const { host: hostname, port } = listen
  const socket = {
    ...handlers,
    open(socket: TcpSocket) {
      socket.data = connection()
      admitted(socket, undefined)
    },
    data(socket: TcpSocket, chunk: Buffer) {
      if (!socket.data.hasSpoken && isHello(chunk)) {
        mistaken.inc({ source })
        return socket.terminate()
      }
      socket.data.hasSpoken = true
      handlers.data(socket, chunk)
    },
  }
  return listening("tcp.port", listen, () => Bun.listen({ hostname, port, socket }))
}

function openCounters(source: string, { metrics }: Pick<Deps, "metrics">) {
  const refused = metrics.counter(
    "vedette_source_connections_refused_total",
    "Connections closed because the source had connectionsMax of them.",
    ["source"],
  )
  const strangers = strangersOf(metrics)
  const misframed = metrics.counter(
    "vedette_source_framing_errors_total",
    "Connections closed because an octet count was none, or beyond frameBytesMax.",
    ["source"],
  )
  return {
    refused: () => refused.inc({ source }),
    stranger: () => strangers.inc({ source, transport: "tcp" }),
    misframed: () => misframed.inc({ source }),
  }
}
