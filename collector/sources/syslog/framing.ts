import { type OnRecord, openHolder, openLines } from "#shared/pipeline/lines.ts"
import type { Framing } from "#shared/pipeline/tcp.ts"

export interface FramingLimits {
  readonly recordBytesMax: number
  readonly frameBytesMax: number
}

const digitsMax = 10

/**
 * RFC 6587. Octet counting: `MSG-LEN SP MSG`, MSG-LEN = %d49-57 *DIGIT. Else lines, ended by LF or
 * NUL. Which of them is decided once per connection, by its first bytes.
 */
export function openFraming(limits: FramingLimits, onRecord: OnRecord): Framing {
  let head = Buffer.alloc(0) // the first bytes, while they leave it open
  let chosen: Framing | undefined
  return {
    push(chunk) {
      if (chosen) return chosen.push(chunk)
      head = head.length === 0 ? Buffer.from(chunk) : Buffer.concat([head, chunk])
      const kind = framingOf(head, limits.frameBytesMax)
      if (kind === "undecided") return true
      chosen = kind === "counted" ? openCounted(limits, onRecord) : asFraming(limits, onRecord)
      return chosen.push(head)
    },
    end() {
      if (!chosen && head.length > 0) {
        chosen = asFraming(limits, onRecord)
        chosen.push(head)
      }
      chosen?.end()
    },
  }
}

function asFraming(limits: FramingLimits, onRecord: OnRecord): Framing {
  const lines = openLines(limits.recordBytesMax, onRecord)
  return {
    push(chunk) {
      lines.push(chunk)
      return true
    },
    end: lines.end,
  }
}

/** A line may begin with digits too (a stamp): then no blank follows, or no length that can be. */
function framingOf(head: Buffer, frameBytesMax: number): "counted" | "lines" | "undecided" {
  let at = 0
  while (at < head.length && isDigit(head[at]!)) at++
  if (at > 0 && head[0] === 0x30) return "lines"
  if (at > 32) return "lines"
  if (at === head.length) return "undecided"
  if (at === 0 || head[at] !== 0x20) return "lines"
  const isPossible = at <= digitsMax && Number(head.toString("latin1", 0, at)) <= frameBytesMax
  if (isPossible) return "counted"
  if (at + 1 === head.length) return "undecided"
  return head[at + 1] === 0x3c ? "counted" : "lines" // a message follows: the length is a lie
}

const isDigit = (byte: number) => byte >= 0x30 && byte <= 0x39

/** Between frames stray line ends are passed over: some senders add them. */
function openCounted(limits: FramingLimits, onRecord: OnRecord): Framing {
  const holder = openHolder(limits.recordBytesMax)
  let length = 0
  let digits = 0
  let missing = 0 // bytes of the frame that are still to come; 0 between frames

  /** Reads the length; returns where the message begins, or -1 for what can't be a length. */
  const readLength = (chunk: Buffer, from: number): number => {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (isDigit(byte)) {
        length = length * 10 + byte - 0x30
        if (length === 0 || ++digits > digitsMax || length > limits.frameBytesMax) return -1
      } else if (digits > 0 && byte === 0x20) {
        missing = length
        length = digits = 0
        return at + 1
      } else if (digits > 0 || (byte !== 10 && byte !== 13 && byte !== 0)) return -1
    }
    return chunk.length
  }

  return {
    push(chunk) {
      let at = 0
      while (at < chunk.length) {
        if (missing === 0) at = readLength(chunk, at)
        if (at < 0) return false
        const piece = chunk.subarray(at, at + missing)
        at += piece.length
        missing -= piece.length
        if (missing === 0 && holder.isEmpty && piece.length > 0) {
          const kept = piece.subarray(0, limits.recordBytesMax)
          onRecord(kept, piece.length)
        } else {
          if (piece.length > 0) holder.add(piece)
          if (missing === 0) holder.take(onRecord)
        }
      }
      return true
    },
    end: () => holder.take(onRecord),
  }
}
