import type { Deps } from "../config/define.ts"
import { listenError } from "../config/opening.ts"
import type { Inbox } from "./inbox.ts"
import type { ListenOptions, UdpListen } from "./listen-options.ts"
import { configuredOrigin } from "./source-options.ts"
import { strangersOf } from "./strangers.ts"
import type { Origin, Raw } from "./types.ts"
import type { Datagrams, UdpMessage, UdpStart } from "./udp-messages.ts"

export interface UdpListener<Options> extends AsyncDisposable {
  readonly port: number
  /** Returns what puts new options in force for the same socket. */
  prepare(options: Options): () => void
  /** Receives no more. */
  retire(): void
}

export interface UdpDeps<Options = ListenOptions> extends Pick<Deps, "now" | "metrics" | "log"> {
  readonly inbox: Inbox<Raw>
  readonly start: string
  readonly drop: (source: string, reason: string, count: number) => void
  /** A thread that calls `receiveDatagrams`. */
  readonly openWorker: () => Worker
  /** What that thread is told beside the limits of every listener. */
  readonly workerOptions?: (options: Options) => object
}

type Asked<Options> = Options & ListenOptions & { readonly udp: UdpListen }

const recordCostBytes = 64
const restartMs = 1000

/** @throws when the port can't be had */
export async function listenUdp<Options extends ListenOptions>(
  first: Asked<Options>,
  deps: UdpDeps<Options>,
): Promise<UdpListener<Options>> {
  let options = first
  const receiver = openReceiver(options, deps)
  let isDisposed = false
  let worker: Worker
  const open = async (port: number) => {
    const opened = await startWorker(options, port, deps, receiver.receive)
    worker = opened.worker
    void opened.ended.then(() => {
      if (!isDisposed) reopen(opened.port)
    })
    return opened.port
  }
  const reopen = (port: number) => {
    deps.log.error("UDP listener ended, starting again", { "vedette.source": options.name })
    setTimeout(() => {
      if (!isDisposed) open(port).catch(() => reopen(port))
    }, restartMs)
  }
  const port = await open(options.udp.port)
  const dispose = async () => {
    if (isDisposed) return
    isDisposed = true
    await closeWorker(worker)
  }
  return {
    port,
    prepare: (next) => () => {
      options = { ...next, udp: { ...options.udp, port } }
      receiver.use(options)
      worker.postMessage({ use: startOf(options, port, deps) })
    },
    retire: () => void dispose(),
    [Symbol.asyncDispose]: dispose,
  }
}

/** What the thread is told. */
function startOf<Options extends ListenOptions>(
  options: Asked<Options>,
  port: number,
  { workerOptions }: UdpDeps<Options>,
): UdpStart {
  const { receiveBufferBytes, lingerMs, batchRecordsMax, recordBytesMax, allow } = options
  const limits = { receiveBufferBytes, lingerMs, batchRecordsMax, recordBytesMax, allow }
  return { ...options.udp, port, ...limits, ...workerOptions?.(options) }
}

interface Opened {
  readonly worker: Worker
  readonly port: number
  readonly ended: Promise<void>
}

async function startWorker<Options extends ListenOptions>(
  options: Asked<Options>,
  asked: number,
  deps: UdpDeps<Options>,
  receive: (message: UdpMessage) => void,
): Promise<Opened> {
  const worker = deps.openWorker()
  const ended = new Promise<void>((resolve) => {
    worker.addEventListener("close", () => resolve())
  })
  const port = await new Promise<number>((resolve, reject) => {
    worker.addEventListener("error", ({ message }) => reject(new Error(message)))
    worker.addEventListener("message", ({ data }: MessageEvent<UdpMessage>) => {
      if (data.kind === "opened") {
        receive(data)
        resolve(data.port)
      } else if (data.kind === "failed")
        reject(listenError("udp.port", options.udp, new Error(data.cause)))
      else receive(data)
    })
    worker.postMessage(startOf(options, asked, deps))
  }).catch((cause) => {
    worker.terminate()
    throw cause
  })
  return { worker, port, ended }
}

/** Lets the worker hand over what it has gathered, and ends it. */
async function closeWorker(worker: Worker): Promise<void> {
  await new Promise<void>((resolve) => {
    worker.addEventListener("message", ({ data }: MessageEvent<UdpMessage>) => {
      if (data.kind === "closed") resolve()
    })
    worker.addEventListener("close", () => resolve())
    worker.postMessage("close")
  })
  worker.terminate()
}

function openReceiver<Options extends ListenOptions>(
  first: Asked<Options>,
  deps: Pick<UdpDeps, "now" | "metrics" | "log" | "inbox" | "start" | "drop">,
) {
  let options: ListenOptions = first
  const originOf = () => ({ ...configuredOrigin(options), transport: "udp" as const })
  let configured = originOf()
  const source = options.name
  const start = `${deps.start}u`
  const kernelDropped = deps.metrics.counter(
    "vedette_source_kernel_dropped_total",
    "Datagrams that the kernel dropped because the socket's buffer was full.",
    ["source"],
  )
  const strangers = strangersOf(deps.metrics)
  let recordCount = 0
  let batchCount = 0
  const deliver = (message: Datagrams) => {
    const count = message.texts.length
    const bytes = message.bytes + count * recordCostBytes
    if (deps.inbox.openBytes + bytes > options.unsettledBytesMax)
      return deps.drop(source, "too many bytes unsettled", count)
    const batch = `${start}.${batchCount++}`
    const peer = message.peers[0]!
    const origin: Origin = { ...configured, peer, batch, receivedMs: deps.now() }
    deps.inbox.push({ items: itemsOf(message, start, recordCount), origin, bytes })
    recordCount += count
  }
  return {
    use(next: ListenOptions) {
      options = next
      configured = originOf()
    },
    receive(message: UdpMessage) {
      if (message.kind === "opened" || message.kind === "resized")
        tellBuffer(message.bufferBytes, options, deps)
      if (message.kind === "kernelDrops") {
        kernelDropped.inc({ source }, message.count)
        deps.drop(source, "kernel buffer full", message.count)
      }
      if (message.kind === "strangers") strangers.inc({ source, transport: "udp" }, message.count)
      if (message.kind === "lost") deps.drop(source, message.reason, message.count)
      if (message.kind === "datagrams") deliver(message)
    },
  }
}

function tellBuffer(
  bufferBytes: number,
  { name, receiveBufferBytes }: ListenOptions,
  { log }: Pick<Deps, "log">,
): void {
  if (bufferBytes >= receiveBufferBytes) return
  log.warn("the kernel gives UDP a smaller buffer: raise net.core.rmem_max", {
    "vedette.source": name,
    bufferBytes,
    receiveBufferBytes,
  })
}

function itemsOf(datagrams: Datagrams, start: string, firstCount: number): Raw[] {
  const { texts, peers, exact, cut } = datagrams
  type Draft = { -readonly [K in keyof Raw]: Raw[K] }
  const items: Draft[] = texts.map((text, index) => ({
    text,
    position: `${start}:${firstCount + index}`,
    ...(peers[index] !== peers[0] && { peer: peers[index]! }),
  }))
  for (const { index, bytes } of exact) items[index]!.bytes = bytes
  for (const { index, originalBytes } of cut) items[index]!.originalBytes = originalBytes
  return items
}
