import type { Socket } from "bun"
import type { Deps } from "#shared/config/define.ts"
import type { Inbox } from "#shared/pipeline/inbox.ts"
import type { Raw } from "#shared/pipeline/types.ts"
import { type Framing, openFraming } from "./framing.ts"
import { openGather } from "./gather.ts"
import type { SyslogOptions } from "./options.ts"

export interface TcpListener extends AsyncDisposable {
  readonly port: number
  /** To be called when there may be room: connections that wait are read again. */
  resume(): void
}

interface Connection {
  readonly framing: Framing
  isPaused: boolean
}

export interface TcpDeps extends Pick<Deps, "now" | "metrics"> {
  readonly inbox: Inbox<Raw>
  readonly start: string
  readonly isFull: () => boolean
}

const fullPollMs = 50

export function listenTcp(
  options: SyslogOptions & { readonly tcp: { host: string; port: number } },
  deps: TcpDeps,
): TcpListener {
  const { inbox, isFull } = deps
  const sockets = new Set<Socket<Connection>>()
  const gather = openGather(options, "tcp", { ...deps, start: `${deps.start}t` })
  const refused = deps.metrics.counter(
    "vedette_source_connections_refused_total",
    "Connections closed because the source had connectionsMax of them.",
    ["source"],
  )
  const idleSeconds = Math.ceil(options.idleMs / 1000)
  let poll: Timer | undefined
  let isFlowing = true

  const hasRoom = () =>
    inbox.openBytes + gather.bytes <= options.unsettledBytesMax && !isFull() && !inbox.isStopped

  const setFlowing = (flowing: boolean) => {
    if (flowing === isFlowing) return
    isFlowing = flowing
    for (const socket of sockets) flow(socket, flowing)
  }
  const check = () => {
    setFlowing(hasRoom())
    clearTimeout(poll)
    poll = isFlowing ? undefined : setTimeout(check, fullPollMs)
  }

  const listener = Bun.listen<Connection>({
    hostname: options.tcp.host,
    port: options.tcp.port,
    socket: {
      open(socket) {
        const peer = socket.remoteAddress
        socket.data = {
          framing: openFraming(options, (record, length) => gather.add(record, length, peer)),
          isPaused: false,
        }
        if (sockets.size >= options.connectionsMax) {
          refused.inc({ source: options.name })
          return socket.terminate()
        }
        sockets.add(socket)
        if (idleSeconds > 0) socket.timeout(idleSeconds)
        if (!isFlowing) flow(socket, false)
      },
      data(socket, chunk) {
        if (!socket.data.framing.push(chunk)) socket.terminate()
        check()
      },
      timeout(socket) {
        if (socket.data.isPaused) socket.timeout(idleSeconds)
        else socket.end()
      },
      close(socket) {
        if (!sockets.delete(socket)) return
        socket.data.framing.end()
        check()
      },
      error() {}, // the close that follows tells all there is to do
    },
  })

  return {
    port: listener.port,
    resume: check,
    async [Symbol.asyncDispose]() {
      clearTimeout(poll)
      sockets.clear() // what they have begun is no record yet
      listener.stop(true)
      gather.flush()
    },
  }
}

function flow(socket: Socket<Connection>, flowing: boolean): void {
  socket.data.isPaused = !flowing
  if (flowing) socket.resume()
  else socket.pause()
}
