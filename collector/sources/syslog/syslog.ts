import type { Deps } from "#shared/config/define.ts"
import { openInbox } from "#shared/pipeline/inbox.ts"
import { startId } from "#shared/pipeline/source-options.ts"
import type { Raw, Source } from "#shared/pipeline/types.ts"
import { defineSource, type SourceWorld } from "../define.ts"
import { options, type SyslogOptions } from "./options.ts"
import { listenTcp, type TcpListener } from "./tcp.ts"
import { listenUdp, type UdpListener } from "./udp.ts"

export const syslog = defineSource({
  summary: "Receives syslog by UDP, TCP and TLS (RFC 5426, 6587, 5425).",
  options,
  open: openSyslog,
})

export interface SyslogSource extends Source<Raw> {
  readonly udpPort: number | undefined
  readonly tcpPort: number | undefined
  readonly tlsPort: number | undefined
}

/** @throws when a port can't be had */
export async function openSyslog(
  options: SyslogOptions,
  deps: Deps & SourceWorld,
): Promise<SyslogSource> {
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
  deps.log.info("syslog listens", { "vedette.source": name, ...ports })
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
