import type { Socket } from "bun"
import type { Inbox } from "./inbox.ts"
import type { Raw } from "./types.ts"

/** A connection that can be held back. */
export interface Held {
  isPaused: boolean
}

export interface ValveDeps {
  readonly inbox: Inbox<Raw>
  readonly isFull: () => boolean
  readonly unsettledBytesMax: () => number
  /** Bytes that were read and are in no batch yet. */
  readonly gatheredBytes: () => number
}

const fullPollMs = 50

/** Stops the reading of all connections while there is no room. */
export function openValve<C extends Held>(sockets: ReadonlySet<Socket<C>>, deps: ValveDeps) {
  const { inbox, isFull, unsettledBytesMax, gatheredBytes } = deps
  let isFlowing = true
  let isClosed = false
  let poll: Timer | undefined

  const hasRoom = () =>
    inbox.openBytes + gatheredBytes() <= unsettledBytesMax() && !isFull() && !inbox.isStopped

  const apply = (socket: Socket<C>) => {
    if (socket.data.isPaused !== isFlowing) return
    socket.data.isPaused = !isFlowing
    if (isFlowing) socket.resume()
    else socket.pause()
  }
  const check = () => {
    clearTimeout(poll)
    if (isClosed) return
    const flows = hasRoom()
    if (!flows) poll = setTimeout(check, fullPollMs)
    if (flows === isFlowing) return
    isFlowing = flows
    for (const socket of sockets) apply(socket)
  }
  const close = () => {
    isClosed = true
    clearTimeout(poll)
  }
  return { check, apply, close }
}
