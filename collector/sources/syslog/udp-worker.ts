import { createSocket, type RemoteInfo } from "node:dgram"
import { isBlank, rawOf, trimEnd } from "#shared/pipeline/raw.ts"
import { kernelDrops } from "./kernel-drops.ts"
import type { Datagrams, UdpMessage, UdpStart } from "./udp-messages.ts"

// A thread of its own: the kernel's buffer is small, and a busy main thread would let it overflow.
declare const self: Worker

const dropsPollMs = 1000
const batchBytes = 256 * 1024

const tell = (message: UdpMessage) => self.postMessage(message)

self.onmessage = ({ data }: MessageEvent<UdpStart>) => {
  try {
    receive(data)
  } catch (cause) {
    tell({ kind: "failed", cause: String(cause) })
  }
}

function receive(start: UdpStart): void {
  const gathered = openDatagrams(start)
  const socket = createSocket({
    type: start.host.includes(":") ? "udp6" : "udp4",
    recvBufferSize: start.receiveBufferBytes,
  })
  let isOpen = false
  socket.on("error", (cause) => {
    // once it is open, these are ICMP's answers: they concern no datagram of ours
    if (!isOpen) tell({ kind: "failed", cause: cause.message })
  })
  socket.on("message", gathered.add)
  socket.bind({ address: start.host, port: start.port }, () => {
    isOpen = true
    const { port } = socket.address()
    watchDrops(port)
    tell({ kind: "opened", port, bufferBytes: socket.getRecvBufferSize() })
  })
  self.onmessage = () => {
    socket.close()
    gathered.flush()
    tell({ kind: "closed" })
  }
}

function watchDrops(port: number): void {
  let known = kernelDrops(port)
  setInterval(() => {
    const count = kernelDrops(port)
    if (count > known) tell({ kind: "kernelDrops", count: count - known })
    known = count
  }, dropsPollMs)
}

function openDatagrams({ lingerMs, batchRecordsMax, recordBytesMax }: UdpStart) {
  let batch = empty()
  let timer: Timer | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (batch.texts.length > 0) tell({ kind: "datagrams", ...batch })
    batch = empty()
  }

  const add = (datagram: Buffer, sender: RemoteInfo) => {
    const record = trimEnd(datagram)
    if (isBlank(record)) return
    const raw = rawOf(record, "", recordBytesMax)
    const index = batch.texts.push(raw.text) - 1
    batch.peers.push(sender.address)
    if (raw.bytes) batch.exact.push({ index, bytes: raw.bytes })
    if (raw.originalBytes) batch.cut.push({ index, originalBytes: raw.originalBytes })
    batch.bytes += record.length
    if (index + 1 >= batchRecordsMax || batch.bytes >= batchBytes) flush()
    else timer ??= setTimeout(flush, lingerMs)
  }
  return { add, flush }
}

type Mutable<List> = List extends readonly (infer Item)[] ? Item[] : List
type Gathered = { -readonly [K in keyof Omit<Datagrams, "kind">]: Mutable<Datagrams[K]> }

const empty = (): Gathered => ({ texts: [], peers: [], exact: [], cut: [], bytes: 0 })
