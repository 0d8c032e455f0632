import { createSocket } from "node:dgram"
import { pause } from "../../pipeline/retrying.ts"
import { type Sender, syslogLine } from "./sender.ts"

/** Sends datagrams: none of them is due, but none may be stored twice. */
export const udpSender: Sender = async (load, record, ways, signal) => {
  const socket = createSocket("udp4").on("error", () => {}) // nobody listens
  try {
    for (const size of load.batches) {
      signal.throwIfAborted()
      for (const text of record.make(load.name, size, load.padMax))
        socket.send(syslogLine(text), ways.syslogPort, "127.0.0.1", () => {})
      await pause(load.gapMs, signal)
    }
    return undefined
  } finally {
    socket.close()
  }
}
