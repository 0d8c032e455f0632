/** What a pipe needs of a socket. */
export interface End {
  /** How many bytes were taken. */
  write(bytes: Uint8Array): number
  end(): unknown
  pause(): unknown
  resume(): unknown
}

/** One direction of a connection that is carried on: what the receiver can't take yet holds the sender back. */
export interface Pipe {
  push(chunk: Uint8Array): void
  /** The receiver has room again. */
  drain(): void
  /** No more comes: the receiver is told when it has got all. */
  finish(): void
}

export function openPipe(from: End, to: End): Pipe {
  let rest: Uint8Array | undefined
  let isFinished = false
  const send = (chunk: Uint8Array): Uint8Array | undefined => {
    const written = Math.max(0, to.write(chunk))
    return written < chunk.length ? chunk.slice(written) : undefined
  }
  return {
    push(chunk) {
      if (rest) rest = Buffer.concat([rest, chunk])
      else {
        rest = send(chunk)
        if (rest) from.pause()
      }
    },
    drain() {
      if (!rest) return
      rest = send(rest)
      if (rest) return
      if (isFinished) to.end()
      else from.resume()
    },
    finish() {
      isFinished = true
      if (!rest) to.end()
    },
  }
}
