export interface ChunkLimits {
  readonly chunkMs: number
  readonly chunkMessagesMax: number
  readonly chunkBytesMax: number
}

/** Puts messages that came in chunks together. */
export interface Chunks {
  /** The message, if the chunk was its last; a datagram that is no chunk is one by itself. */
  add(datagram: Buffer, sender: string, nowMs: number): Buffer | undefined
  /** Gives up messages whose time is over. */
  expire(nowMs: number): void
}

/** Bytes that a message costs beside its chunks, and a chunk beside its own. */
const costBytes = 256
const headBytes = 12
const countMax = 128

interface Message {
  readonly key: string
  readonly chunks: (Buffer | undefined)[]
  /** Hash of each chunk, also when the chunks are gone. */
  readonly hashes: number[]
  readonly beganMs: number
  missing: number
  bytes: number
}

/**
 * GELF by UDP: `1e 0f`, 8 bytes of message id, 1 byte sequence number from 0, 1 byte count of at most
 * 128, and a part of the message. A header that can't be is no chunk.
 * @param lost told of messages that are given up
 */
export function openChunks(
  { chunkMs, chunkMessagesMax, chunkBytesMax }: ChunkLimits,
  lost: (reason: string, count: number) => void,
): Chunks {
  const open = new Map<string, Message>() // in the order in which they began
  let openBytes = 0

  const forget = (message: Message) => {
    open.delete(message.key)
    openBytes -= message.bytes
    if (message.missing > 0) lost("chunks of a message are missing", 1)
  }
  const begin = (key: string, count: number, nowMs: number): Message => {
    const chunks: Message["chunks"] = Array(count)
    const message = { key, chunks, hashes: [], beganMs: nowMs, missing: count, bytes: costBytes }
    open.set(key, message)
    openBytes += costBytes
    return message
  }
  const hold = (message: Message, sequence: number, part: Buffer) => {
    message.chunks[sequence] = Buffer.from(part)
    message.hashes[sequence] = Bun.hash.crc32(part)
    message.missing--
    message.bytes += part.length + headBytes
    openBytes += part.length + headBytes
  }
  /** What is whole is remembered without its bytes, so that a chunk that came twice begins nothing. */
  const take = (message: Message): Buffer => {
    const whole = Buffer.concat(message.chunks as Buffer[])
    openBytes -= message.bytes - costBytes
    message.bytes = costBytes
    message.chunks.length = 0
    return whole
  }
  const expire = (nowMs: number) => {
    for (const message of open.values()) {
      const isOver = nowMs - message.beganMs >= chunkMs
      if (!isOver && open.size <= chunkMessagesMax && openBytes <= chunkBytesMax) return
      forget(message)
    }
  }
  return {
    expire,
    add(datagram, sender, nowMs) {
      if (datagram.length < headBytes || datagram.readUInt16BE(0) !== 0x1e0f) return datagram
      const [sequence, count] = [datagram[10]!, datagram[11]!]
      if (count === 0 || count > countMax || sequence >= count) return datagram
      const key = `${sender} ${datagram.toString("latin1", 2, 10)} ${count}`
      const part = datagram.subarray(headBytes)
      let message = open.get(key) ?? begin(key, count, nowMs)
      if (message.missing === 0) {
        if (message.hashes[sequence] === Bun.hash.crc32(part)) return undefined
        forget(message) // the id is used again
        message = begin(key, count, nowMs)
      }
      if (!message.chunks[sequence]) hold(message, sequence, part)
      const whole = message.missing === 0 ? take(message) : undefined
      expire(nowMs)
      return whole
    },
  }
}
