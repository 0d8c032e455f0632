import { createServer, connect as dial, type Server, type Socket } from "node:net"

/**
 * Stands between a client and a server, and fails as networks do: connections that stay open and
 * carry nothing, connections refused, a slow link.
 */
export interface Forwarder extends AsyncDisposable {
  /** Connections that are open carry nothing from now on, and stay open; new ones work. */
  mute(): void
  /** All connections are cut and new ones refused, until `restore`. */
  cut(): Promise<void>
  /** As at first; what was muted stays muted. */
  restore(): Promise<void>
  /** New connections are taken and carry nothing, until `restore`. */
  mutesNew: boolean
  /** Of what the server sends, on all connections together; nothing for as fast as it goes. */
  bytesPerSecond: number | undefined
  readonly connections: number
}

/** @param port where clients come @param target `host:port` of the server */
export async function openForwarder(port: number, target: string): Promise<Forwarder> {
  const [host, targetPort] = target.split(":") as [string, string]
  const pairs = new Set<readonly [Socket, Socket]>()
  let server: Server | undefined
  const forwarder: { mutesNew: boolean; bytesPerSecond: number | undefined } = {
    mutesNew: false,
    bytesPerSecond: undefined,
  }

  const join = (client: Socket) => {
    if (forwarder.mutesNew) client.pause()
    const upstream = dial(Number(targetPort), host)
    const pair = [client, upstream] as const
    pairs.add(pair)
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.on("error", () => {})
      from.on("close", () => {
        pairs.delete(pair)
        to.destroy()
      })
    }
    if (forwarder.mutesNew) return
    client.on("data", (data) => upstream.write(data))
    upstream.on("data", (data) => {
      client.write(data)
      const rate = forwarder.bytesPerSecond
      if (rate === undefined) return
      upstream.pause()
      setTimeout(() => upstream.resume(), (1000 * data.length) / rate)
    })
  }

  const listen = async () => {
    if (server) return
    const opening = createServer(join)
    server = opening
    await new Promise<void>((resolve, reject) => {
      opening.on("error", reject)
      opening.listen(port, "127.0.0.1", resolve)
    })
  }
  const close = async () => {
    const closing = server
    server = undefined
    for (const pair of pairs) for (const socket of pair) socket.destroy()
    if (closing) await new Promise((resolve) => closing.close(resolve))
  }
  await listen()

  return {
    get mutesNew() {
      return forwarder.mutesNew
    },
    set mutesNew(mutes) {
      forwarder.mutesNew = mutes
    },
    get bytesPerSecond() {
      return forwarder.bytesPerSecond
    },
    set bytesPerSecond(rate) {
      forwarder.bytesPerSecond = rate
    },
    get connections() {
      return pairs.size
    },
    mute() {
      for (const pair of pairs)
        for (const socket of pair) {
          socket.removeAllListeners("data")
          socket.pause()
        }
    },
    cut: close,
    async restore() {
      forwarder.mutesNew = false
      forwarder.bytesPerSecond = undefined
      await listen()
    },
    [Symbol.asyncDispose]: close,
  }
}
