import type { Deps } from "../config/define.ts"
import { listenError } from "../config/opening.ts"
import type { Inbox } from "./inbox.ts"
import type { ListenOptions, UdpListen } from "./listen-options.ts"
import { configuredOrigin } from "./source-options.ts"
import type { Origin, Raw } from "./types.ts"
import type { Datagrams, UdpMessage } from "./udp-messages.ts"

export interface UdpListener extends AsyncDisposable {
  readonly port: number
}

export interface UdpDeps extends Pick<Deps, "now" | "metrics" | "log"> {
  readonly inbox: Inbox<Raw>
  readonly start: string
  readonly drop: (source: string, reason: string, count: number) => void
  /** A thread that calls `receiveDatagrams`. */
  readonly openWorker: () => Worker
  /** What that thread is told beside the limits of every listener. */
  readonly workerOptions?: object
}

type UdpOptions = ListenOptions & { readonly udp: UdpListen }

const recordCostBytes = 64
const restartMs = 1000

/** @throws when the port can't be had */
export async function listenUdp(options: UdpOptions, deps: UdpDeps): Promise<UdpListener> {
  const receive = openReceiver(options, deps)
  let isDisposed = false
  let worker: Worker
  const open = async (port: number) => {
    const opened = await startWorker({ ...options, udp: { ...options.udp, port } }, deps, receive)
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
  return {
    port,
    async [Symbol.asyncDispose]() {
      if (isDisposed) return
      isDisposed = true
      await closeWorker(worker)
    },
  }
}

interface Opened {
  readonly worker: Worker
  readonly port: number
  readonly ended: Promise<void>
}

async function startWorker(
  options: UdpOptions,
  { openWorker, workerOptions }: UdpDeps,
  receive: (message: UdpMessage) => void,
): Promise<Opened> {
  const worker = openWorker()
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
    const { receiveBufferBytes, lingerMs, batchRecordsMax, recordBytesMax } = options
    const limits = { receiveBufferBytes, lingerMs, batchRecordsMax, recordBytesMax }
    worker.postMessage({ ...options.udp, ...limits, ...workerOptions })
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

function openReceiver(options: UdpOptions, deps: UdpDeps): (message: UdpMessage) => void {
  const configured = { ...configuredOrigin(options), transport: "udp" as const }
  const source = options.name
  const start = `${deps.start}u`
  const kernelDropped = deps.metrics.counter(
    "vedette_source_kernel_dropped_total",
    "Datagrams that the kernel dropped because the socket's buffer was full.",
    ["source"],
  )
  let recordCount = 0
  let batchCount = 0
  return (message) => {
    if (message.kind === "opened" && message.bufferBytes < options.receiveBufferBytes)
      deps.log.warn("the kernel gives UDP a smaller buffer: raise net.core.rmem_max", {
        "vedette.source": source,
        bufferBytes: message.bufferBytes,
        receiveBufferBytes: options.receiveBufferBytes,
      })
    if (message.kind === "kernelDrops") {
      kernelDropped.inc({ source }, message.count)
      deps.drop(source, "kernel buffer full", message.count)
    }
    if (message.kind === "lost") deps.drop(source, message.reason, message.count)
    if (message.kind !== "datagrams") return
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
