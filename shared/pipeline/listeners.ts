import type { Deps } from "../config/define.ts"
import { openInbox } from "./inbox.ts"
import type { Listen, ListenOptions, UdpListen } from "./listen-options.ts"
import { startId } from "./source-options.ts"
import { listenTcp, type TcpDeps, type TcpListener } from "./tcp.ts"
import type { Raw, Source } from "./types.ts"
import { listenUdp, type UdpDeps, type UdpListener } from "./udp.ts"

export interface ListeningSource extends Source<Raw> {
  readonly udpPort: number | undefined
  readonly tcpPort: number | undefined
  readonly tlsPort: number | undefined
}

interface AskedFor extends ListenOptions {
  readonly udp?: UdpListen | undefined
  readonly tcp?: Listen | undefined
  readonly tls?: Listen | undefined
}

interface World
  extends Deps,
    Pick<TcpDeps, "isFull" | "framing">,
    Pick<UdpDeps, "drop" | "openWorker" | "workerOptions"> {}

/**
 * Listens by UDP, TCP and TLS, on those that are asked for, as one source.
 * @throws when none is asked for, or a port can't be had
 */
export async function openListeners(options: AskedFor, deps: World): Promise<ListeningSource> {
  const { udp, tcp, tls, name } = options
  if (!udp && !tcp && !tls) throw new Error("none of udp, tcp, tls is configured")
  let tcpListener: TcpListener | undefined
  let tlsListener: TcpListener | undefined
  let udpListener: UdpListener | undefined
  const resume = () => {
    tcpListener?.resume()
    tlsListener?.resume()
  }
  const inbox = openInbox<Raw>({ keepsFailed: true, onSettled: resume })
  const world = { ...deps, inbox, start: startId(deps) }

  const stop = async () => {
    const listeners = [tcpListener, tlsListener, udpListener]
    await Promise.all(listeners.map((listener) => listener?.[Symbol.asyncDispose]()))
    const left = inbox.close(new Error("the source was stopped"))
    const count = left.reduce((sum, { items }) => sum + items.length, 0)
    if (count > 0) deps.drop(name, "stopped before delivery", count)
  }
  try {
    if (tcp) tcpListener = listenTcp(options, tcp, world)
    if (tls) tlsListener = listenTcp(options, tls, world)
    if (udp) udpListener = await listenUdp({ ...options, udp }, world)
  } catch (cause) {
    await stop()
    throw cause
  }
  const ports = {
    udpPort: udpListener?.port,
    tcpPort: tcpListener?.port,
    tlsPort: tlsListener?.port,
  }
  deps.log.info("a source listens", { "vedette.source": name, ...ports })
  return {
    ...ports,
    async *read(signal) {
      const reading = inbox.read(signal)
      resume()
      yield* reading
    },
    [Symbol.asyncDispose]: stop,
  }
}
