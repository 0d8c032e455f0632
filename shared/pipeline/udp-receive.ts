import { createSocket, type RemoteInfo } from "node:dgram"
import { inNetworks } from "../access/networks.ts"
import { kernelDrops } from "./kernel-drops.ts"
import { isBlank, rawOf } from "./raw.ts"
import type { Datagrams, UdpMessage, UdpOrder, UdpStart } from "./udp-messages.ts"

declare const self: Worker

const dropsPollMs = 1000
const strangersEveryMs = 200
const quietMs = 20
const lastWordsMs = 500
const pollMs = 5
const batchBytes = 256 * 1024

const tell = (message: UdpMessage) => self.postMessage(message)

export interface Unwrap {
  /** The record that a datagram holds; nothing where it is only a part. */
  take(datagram: Buffer, sender: string): Buffer | undefined
  /** No more comes. */
  end(): void
}

/**
 * Receives datagrams in a worker that does nothing else, and posts them in batches.
 * @param openUnwrap called once it is known what is asked; tells how many records were lost, and why
 */
export function receiveDatagrams<Start extends UdpStart>(
  openUnwrap: (start: Start, lost: (reason: string, count: number) => void) => Unwrap,
): void {
  self.onmessage = ({ data }: MessageEvent<Start>) => {
    try {
      const lost = (reason: string, count: number) => tell({ kind: "lost", reason, count })
      receive(data, (start) => openUnwrap(start, lost))
    } catch (cause) {
      tell({ kind: "failed", cause: String(cause) })
    }
  }
}

function receive<Start extends UdpStart>(first: Start, openUnwrap: (start: Start) => Unwrap): void {
  let start = first
  let heardMs = 0
  let strangerCount = 0
  let maySend = inNetworks(start.allow)
  setInterval(() => {
    if (strangerCount > 0) tell({ kind: "strangers", count: strangerCount })
    strangerCount = 0
  }, strangersEveryMs)
  let unwrap = openUnwrap(start)
  let gathered = openDatagrams(start, unwrap)
  const socket = createSocket({
    type: start.host.includes(":") ? "udp6" : "udp4",
    recvBufferSize: start.receiveBufferBytes,
  })
  let isOpen = false
  socket.on("error", (cause) => {
    // once it is open, these are ICMP's answers: they concern no datagram of ours
    if (!isOpen) tell({ kind: "failed", cause: cause.message })
  })
  socket.on("message", (datagram, sender) => {
    if (!maySend(sender.address)) return void strangerCount++
    heardMs = performance.now()
    gathered.add(datagram, sender)
  })
  socket.bind({ address: start.host, port: start.port }, () => {
    isOpen = true
    const { port } = socket.address()
    watchDrops(port)
    tell({ kind: "opened", port, bufferBytes: socket.getRecvBufferSize() })
  })
  /** What the kernel has taken by then was sent in time. */
  const closeWhenQuiet = (beganMs: number) => {
    const nowMs = performance.now()
    if (nowMs - heardMs < quietMs && nowMs - beganMs < lastWordsMs)
      return void setTimeout(closeWhenQuiet, pollMs, beganMs)
    socket.close()
    unwrap.end()
    gathered.flush()
    tell({ kind: "closed" })
  }
  const use = (next: Start) => {
    if (next.receiveBufferBytes !== start.receiveBufferBytes) {
      socket.setRecvBufferSize(next.receiveBufferBytes)
      tell({ kind: "resized", bufferBytes: socket.getRecvBufferSize() })
    }
    if (unwrapOptions(next) !== unwrapOptions(start)) {
      unwrap.end()
      unwrap = openUnwrap(next)
    }
    gathered.flush()
    gathered = openDatagrams(next, unwrap)
    maySend = inNetworks(next.allow)
    start = next
  }
  self.onmessage = ({ data }: MessageEvent<UdpOrder<Start>>) => {
    if (data !== "close") return use(data.use)
    const beganMs = performance.now()
    heardMs = beganMs
    closeWhenQuiet(beganMs)
  }
}

/** What decides how datagrams are unwrapped; by other options its state need not go. */
function unwrapOptions<Start extends UdpStart>(start: Start): string {
  return JSON.stringify({ ...start, receiveBufferBytes: 0, lingerMs: 0, batchRecordsMax: 0 })
}

function watchDrops(port: number): void {
  let known = kernelDrops(port)
  setInterval(() => {
    const count = kernelDrops(port)
    if (count > known) tell({ kind: "kernelDrops", count: count - known })
    known = count
  }, dropsPollMs)
}

function openDatagrams({ lingerMs, batchRecordsMax, recordBytesMax }: UdpStart, unwrap: Unwrap) {
  let batch = empty()
  let timer: Timer | undefined

  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    if (batch.texts.length > 0) tell({ kind: "datagrams", ...batch })
    batch = empty()
  }

  const add = (datagram: Buffer, sender: RemoteInfo) => {
    const record = unwrap.take(datagram, sender.address)
    if (!record || isBlank(record)) return
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
