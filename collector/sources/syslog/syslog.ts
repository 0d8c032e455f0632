import type { Deps } from "#shared/config/define.ts"
import { openInbox } from "#shared/pipeline/inbox.ts"
import { startId } from "#shared/pipeline/source-options.ts"
import type { Raw, Source } from "#shared/pipeline/types.ts"
import { defineSource, type SourceWorld } from "../define.ts"
import { options, type SyslogOptions } from "./options.ts"
import { listenTcp, type TcpListener } from "./tcp.ts"
import { listenUdp, type UdpListener } from "./udp.ts"

export const syslog = defineSource({
  summary: "Receives syslog by UDP and TCP, framed by RFC 5426 and RFC 6587.",
  options,
  open: openSyslog,
})

export interface SyslogSource extends Source<Raw> {
  readonly udpPort: number | undefined
  readonly tcpPort: number | undefined
}

export async function openSyslog(
  options: SyslogOptions,
  deps: Deps & SourceWorld,
): Promise<SyslogSource> {
  const { udp, tcp } = options
  if (!udp && !tcp) throw new Error(`source ${options.name}: neither udp nor tcp is configured`)
  let tcpListener: TcpListener | undefined
  let udpListener: UdpListener | undefined
  const inbox = openInbox<Raw>({ keepsFailed: true, onSettled: () => tcpListener?.resume() })
  const world = { ...deps, inbox, start: startId(deps) }

  const stop = async () => {
    await Promise.all([tcpListener?.[Symbol.asyncDispose](), udpListener?.[Symbol.asyncDispose]()])
    const left = inbox.close(new Error("the source was stopped"))
    const count = left.reduce((sum, { items }) => sum + items.length, 0)
    if (count > 0) deps.drop(options.name, "stopped before delivery", count)
  }
  try {
    if (tcp) tcpListener = listenTcp({ ...options, tcp }, world)
    if (udp) udpListener = await listenUdp({ ...options, udp }, world)
  } catch (cause) {
    await stop()
    throw cause
  }
  const [udpPort, tcpPort] = [udpListener?.port, tcpListener?.port]
  deps.log.info("syslog listens", { "vedette.source": options.name, udpPort, tcpPort })
  return {
    udpPort,
    tcpPort,
    async *read(signal) {
      const reading = inbox.read(signal)
      tcpListener?.resume()
      yield* reading
    },
    [Symbol.asyncDispose]: stop,
  }
}
