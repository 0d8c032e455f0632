import { readFileSync } from "node:fs"
import type { Socket, TCPSocketListenOptions } from "bun"
import type { Deps } from "../config/define.ts"
import { listening, OptionError } from "../config/opening.ts"
import { errorText } from "../telemetry/log.ts"
import { type Gather, openGather } from "./gather.ts"
import type { Inbox } from "./inbox.ts"
import type { OnRecord } from "./lines.ts"
import type { Listen, ListenOptions } from "./listen-options.ts"
import type { Raw } from "./types.ts"

export interface TcpListener extends AsyncDisposable {
  readonly port: number
  /** To be called when there may be room: connections that wait are read again. */
  resume(): void
}

export interface TcpDeps extends Pick<Deps, "now" | "metrics"> {
  readonly inbox: Inbox<Raw>
  readonly start: string
  readonly isFull: () => boolean
  readonly framing: (onRecord: OnRecord) => Framing
}

/** Cuts what a connection sends into records. */
export interface Framing {
  /** False if the sender lies about lengths: the connection can't be read any further. */
  push(chunk: Buffer): boolean
  /** The connection is over: what is left is a record, though it is not whole. */
  end(): void
}

interface Connection {
  /** Opened by the first data: then the sender's certificate is known. */
  framing?: Framing
  isPaused: boolean
}

type TcpSocket = Socket<Connection>

const fullPollMs = 50

/** @throws when the port can't be had, or a file of the certificate can't be read */
export function listenTcp(options: ListenOptions, listen: Listen, deps: TcpDeps): TcpListener {
  const sockets = new Set<TcpSocket>()
  const transport = "keyFile" in listen ? "tls" : "tcp"
  const gathers = openGathers(options, transport, deps)
  const valve = openValve(options, sockets, gathers.bytes, deps)
  const refused = deps.metrics.counter(
    "vedette_source_connections_refused_total",
    "Connections closed because the source had connectionsMax of them.",
    ["source"],
  )
  const misframed = deps.metrics.counter(
    "vedette_source_framing_errors_total",
    "Connections closed because an octet count was none, or beyond frameBytesMax.",
    ["source"],
  )
  const idleSeconds = Math.ceil(options.idleMs / 1000)

  const framingFor = (socket: TcpSocket): Framing => {
    const peer = socket.remoteAddress
    const gather = gathers.of(identityOf(socket, listen))
    return deps.framing((record, length) => gather.add(record, length, peer))
  }

  const socketOptions: TCPSocketListenOptions<Connection> = {
    hostname: listen.host,
    port: listen.port,
    ...tlsOf(listen),
    socket: {
      open(socket) {
        socket.data = { isPaused: false }
        if (sockets.size >= options.connectionsMax) {
          refused.inc({ source: options.name })
          return socket.terminate()
        }
        sockets.add(socket)
        if (idleSeconds > 0) socket.timeout(idleSeconds)
        valve.apply(socket)
      },
      data(socket, chunk) {
        if (!sockets.has(socket)) return
        socket.data.framing ??= framingFor(socket)
        if (!socket.data.framing.push(chunk)) {
          misframed.inc({ source: options.name })
          socket.terminate()
        }
        valve.check()
      },
      timeout(socket) {
        if (socket.data.isPaused) socket.timeout(idleSeconds)
        else socket.end()
      },
      close(socket) {
        if (!sockets.delete(socket)) return
        socket.data.framing?.end()
        valve.check()
      },
      error() {}, // the close that follows tells all there is to do
    },
  }
  const listener = listening(`${transport}.port`, listen, () => Bun.listen(socketOptions))

  return {
    port: listener.port,
    resume: valve.check,
    async [Symbol.asyncDispose]() {
      valve.close()
      sockets.clear() // what they have begun is no record yet
      listener.stop(true)
      gathers.flush()
    },
  }
}

/** One gather for each identity, since a batch has one; there are as many as certificates. */
function openGathers(options: ListenOptions, transport: "tcp" | "tls", deps: TcpDeps) {
  const gathers = new Map<string | undefined, Gather>()
  return {
    of(identity: string | undefined): Gather {
      const known = gathers.get(identity)
      if (known) return known
      const start = `${deps.start}${transport[1]}${gathers.size || ""}`
      const gather = openGather(options, transport, { ...deps, start, identity })
      gathers.set(identity, gather)
      return gather
    },
    bytes(): number {
      let sum = 0
      for (const gather of gathers.values()) sum += gather.bytes
      return sum
    },
    flush() {
      for (const gather of gathers.values()) gather.flush()
    },
  }
}

/** Stops the reading of all connections while there is no room. */
function openValve(
  options: ListenOptions,
  sockets: ReadonlySet<TcpSocket>,
  gatheredBytes: () => number,
  { inbox, isFull }: TcpDeps,
) {
  let isFlowing = true
  let isClosed = false
  let poll: Timer | undefined

  const hasRoom = () =>
    inbox.openBytes + gatheredBytes() <= options.unsettledBytesMax && !isFull() && !inbox.isStopped

  const apply = (socket: TcpSocket) => {
    if (socket.data.isPaused !== isFlowing) return
    socket.data.isPaused = !isFlowing
    if (isFlowing) socket.resume()
    else socket.pause()
  }
  const check = () => {
    clearTimeout(poll)
    if (isClosed) return
    const flows = hasRoom()
    if (!flows) poll = setTimeout(check, fullPollMs)
    if (flows === isFlowing) return
    isFlowing = flows
    for (const socket of sockets) apply(socket)
  }
  const close = () => {
    isClosed = true
    clearTimeout(poll)
  }
  return { check, apply, close }
}

function tlsOf(listen: Listen): Pick<TCPSocketListenOptions<Connection>, "tls"> {
  if (!("keyFile" in listen)) return {}
  const clientCa = listen.clientCaFile
  return {
    tls: {
      cert: readPem("certificateFile", listen.certificateFile),
      key: readPem("keyFile", listen.keyFile),
      ...(clientCa !== undefined && {
        ca: readPem("clientCaFile", clientCa),
        requestCert: true,
        rejectUnauthorized: true,
      }),
    },
  }
}

function readPem(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch (cause) {
    throw new OptionError(`tls.${option}`, `can't be read: ${errorText(cause)}`)
  }
}

function identityOf(socket: TcpSocket, listen: Listen): string | undefined {
  if (!("clientCaFile" in listen) || listen.clientCaFile === undefined) return undefined
  const subject = socket.getPeerCertificate?.()?.subject?.CN
  return typeof subject === "string" ? subject : undefined
}
