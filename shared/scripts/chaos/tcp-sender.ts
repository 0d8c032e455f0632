import { connect, type Socket } from "node:net"
import { pause } from "../../pipeline/retrying.ts"
import type { Life } from "./life.ts"
import { type Sender, syslogLine } from "./sender.ts"

const againAfterMs = 40

interface Closed {
  readonly texts: readonly string[]
  readonly life: Life
}

/**
 * Sends lines on connections that it closes. TCP acknowledges nothing: due is what was sent on a
 * connection that was closed in peace, to a process that was later stopped and ended well.
 */
export const tcpSender: Sender = async (load, record, ways, signal) => {
  const closed: Closed[] = []
  const batches = [...load.batches]
  while (batches.length > 0) {
    const life = ways.life()
    const socket = life.isServing && (await connected(ways.syslogPort))
    signal.throwIfAborted()
    if (!socket) {
      await pause(againAfterMs, signal)
      continue
    }
    const turn = batches.splice(0, load.manner.batchesPerTurn)
    const texts: string[] = []
    for (const size of turn) {
      const made = record.make(load.name, size, load.padMax)
      texts.push(...made)
      socket.write(made.map((text) => framed(text, load.manner.isCounted)).join(""))
      await pause(load.gapMs, signal)
    }
    if ((await isClosedInPeace(socket)) && life.isServing) closed.push({ texts, life })
  }
  return () => {
    for (const { texts, life } of closed) if (life.endedWell) record.acknowledge(texts)
  }
}

function framed(text: string, isCounted: boolean): string {
  const line = syslogLine(text)
  return isCounted ? `${Buffer.byteLength(line)} ${line}` : `${line}\n`
}

function connected(port: number): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket))
    socket.on("error", () => resolve(undefined)).resume()
  })
}

function isClosedInPeace(socket: Socket): Promise<boolean> {
  if (socket.destroyed) return Promise.resolve(false)
  return new Promise((resolve) => {
    socket.on("close", (isBroken) => resolve(!isBroken))
    socket.end()
  })
}
