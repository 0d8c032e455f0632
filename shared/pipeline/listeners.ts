import type { Deps } from "../config/define.ts"
import { openInbox } from "./inbox.ts"
import type { Listen, ListenOptions, TcpListen, TlsListen, UdpListen } from "./listen-options.ts"
import type { LiveSource } from "./live-source.ts"
import { startId } from "./source-options.ts"
import { listenTcp, type TcpDeps, type TcpListener } from "./tcp.ts"
import type { Raw } from "./types.ts"
import { listenUdp, type UdpDeps, type UdpListener } from "./udp.ts"

export interface ListeningSource extends LiveSource<Raw> {
  readonly udpPort: number | undefined
  readonly tcpPort: number | undefined
  readonly tlsPort: number | undefined
}

interface AskedFor extends ListenOptions {
  readonly udp?: UdpListen | undefined
  readonly tcp?: TcpListen | undefined
  readonly tls?: TlsListen | undefined
}

interface World<Options>
  extends Deps,
    Pick<TcpDeps<Options>, "isFull" | "framing">,
    Pick<UdpDeps<Options>, "drop" | "openWorker" | "workerOptions"> {}

type Tcp<Options extends AskedFor> = TcpListener<Options>
type Udp<Options extends AskedFor> = UdpListener<Options>

interface Listeners<Options extends AskedFor> {
  udp: Udp<Options> | undefined
  tcp: Tcp<Options> | undefined
  tls: Tcp<Options> | undefined
}

/**
 * Listens by UDP, TCP and TLS, on those that are asked for, as one source.
 * @throws when none is asked for, or a port can't be had
 */
export async function openListeners<Options extends AskedFor>(
  first: Options,
  deps: World<Options>,
): Promise<ListeningSource> {
  let options = first
  const now: Listeners<Options> = { udp: undefined, tcp: undefined, tls: undefined }
  const retired: (Tcp<Options> | Udp<Options>)[] = []
  const all = () => [now.udp, now.tcp, now.tls, ...retired].filter((one) => one !== undefined)
  const resume = () => {
    for (const listener of all()) if ("resume" in listener) listener.resume()
  }
  const inbox = openInbox<Raw>({ keepsFailed: true, onSettled: resume })
  let starts = 0
  const start = startId(deps)
  const opening = opener<Options>(() => ({
    ...deps,
    inbox,
    start: `${start}${starts++ || ""}`, // else two listeners would give the same positions
  }))

  const closeIntake = async () => {
    await Promise.all(all().map((listener) => listener[Symbol.asyncDispose]()))
  }
  const stop = async () => {
    await closeIntake()
    const left = inbox.close(new Error("the source was stopped"))
    const count = left.reduce((sum, { items }) => sum + items.length, 0)
    if (count > 0) deps.drop(options.name, "stopped before delivery", count)
  }
  const put = (kind: keyof Listeners<Options>, next: Listeners<Options>[typeof kind]) => {
    const before = now[kind]
    if (before) retired.push(before)
    before?.retire()
    Object.assign(now, { [kind]: next })
  }
  try {
    if (isDeaf(options)) throw new Error("none of udp, tcp, tls is configured")
    if (options.tcp) now.tcp = opening.tcp(options, options.tcp)
    if (options.tls) now.tls = opening.tcp(options, options.tls)
    if (options.udp) now.udp = await opening.udp(options, options.udp)
  } catch (cause) {
    await stop()
    throw cause
  }
  const tell = () =>
    deps.log.info("a source listens", { "vedette.source": options.name, ...portsOf(now) })
  tell()
  return {
    get udpPort() {
      return now.udp?.port
    },
    get tcpPort() {
      return now.tcp?.port
    },
    get tlsPort() {
      return now.tls?.port
    },
    closeIntake,
    notices: () => now.tls?.notices() ?? [],
    async prepare(next: Options) {
      const change = await prepareAll(options, next, now, opening, put)
      return {
        cancel: change.cancel,
        commit() {
          change.commit()
          options = next
          if (change.isMoved) tell()
        },
      }
    },
    async *read(signal) {
      const reading = inbox.read(signal)
      resume()
      yield* reading
    },
    [Symbol.asyncDispose]: stop,
  }
}

const isDeaf = ({ udp, tcp, tls }: AskedFor) => !udp && !tcp && !tls

const portsOf = <Options extends AskedFor>({ udp, tcp, tls }: Listeners<Options>) => ({
  udpPort: udp?.port,
  tcpPort: tcp?.port,
  tlsPort: tls?.port,
})

function opener<Options extends AskedFor>(
  world: () => TcpDeps<Options> & UdpDeps<Options>,
): Opener<Options> {
  return {
    tcp: (options, listen) => listenTcp(options, listen, world()),
    udp: (options, udp) => listenUdp({ ...options, udp }, world()),
  }
}

interface Opener<Options extends AskedFor> {
  tcp(options: Options, listen: Listen): Tcp<Options>
  udp(options: Options, udp: UdpListen): Promise<Udp<Options>>
}

interface Ready {
  readonly isMoved: boolean
  commit(): void
  cancel(): Promise<void>
}

/** A listener whose address stays is told of the new options; else a new one is opened beside it. */
async function prepareAll<Options extends AskedFor>(
  before: Options,
  next: Options,
  now: Readonly<Listeners<Options>>,
  open: Opener<Options>,
  put: (kind: keyof Listeners<Options>, next: Tcp<Options> | Udp<Options> | undefined) => void,
): Promise<Ready> {
  if (isDeaf(next)) throw new Error("none of udp, tcp, tls is configured")
  const commits: (() => void)[] = []
  const opened: AsyncDisposable[] = []
  let isMoved = false
  const cancel = async () => {
    await Promise.all(opened.map((listener) => listener[Symbol.asyncDispose]()))
  }
  const replace = <L extends Tcp<Options> | Udp<Options>>(
    kind: keyof Listeners<Options>,
    listener: L | undefined,
  ) => {
    if (listener) opened.push(listener)
    if (listener || now[kind]) isMoved = true
    commits.push(() => put(kind, listener))
  }
  try {
    for (const kind of ["tcp", "tls"] as const) {
      const listen = next[kind]
      if (listen && now[kind] && isSameAddress(listen, before[kind]))
        commits.push(now[kind].prepare(next, listen))
      else replace(kind, listen && open.tcp(next, listen))
    }
    const { udp } = next
    if (udp && now.udp && isSameAddress(udp, before.udp)) commits.push(now.udp.prepare(next))
    else replace("udp", udp && (await open.udp(next, udp)))
  } catch (cause) {
    await cancel()
    throw cause
  }
  const commit = () => {
    for (const each of commits) each()
  }
  return { commit, cancel, isMoved }
}

const isSameAddress = (a: UdpListen, b: UdpListen | undefined) =>
  a.host === b?.host && a.port === b.port
