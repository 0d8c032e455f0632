import type { KafkaMessage } from "kafkajs"

/**
 * A batch that can't be unpacked must not stop the partition. kafkajs asks a codec for the records;
 * where they can't be had, the codec answers with records made here: the last one holds the packed
 * bytes and the reason, those before it nothing. They are told by the name of a header that no
 * sender can know.
 */
const mark = crypto.randomUUID()

/** Where the records of a batch begin (KIP-98): magic at 16, last offset delta at 23, count at 57. */
const headBytes = 61
const recordsMax = 1_000_000

/** Records in the place of those of a batch, or nothing where it is no batch of version 2. */
export function insteadOf(packed: Buffer, reason: string): Buffer | undefined {
  if (packed.byteOffset < headBytes) return undefined
  const head = Buffer.from(packed.buffer, packed.byteOffset - headBytes, headBytes)
  const count = head.readInt32BE(57)
  const isBatch = head[16] === 2 && head.readInt32BE(8) === headBytes - 12 + packed.length
  if (!isBatch || count < 1 || count > recordsMax) return undefined
  const nothing = Array.from({ length: count - 1 }, (_, i) => record(i, undefined, ""))
  const last = record(head.readInt32BE(23), packed, `${reason} (${count} records)`)
  return Buffer.concat([...nothing, last])
}

/** What was put in a record's place; nothing for a record that was read. */
export function undecodableOf(
  message: Pick<KafkaMessage, "headers" | "value">,
): { readonly reason: string; readonly bytes: Buffer | null } | undefined {
  const reason = message.headers?.[mark]
  return reason === undefined ? undefined : { reason: String(reason), bytes: message.value }
}

function record(offsetDelta: number, value: Buffer | undefined, reason: string): Buffer {
  const name = Buffer.from(mark)
  const said = Buffer.from(reason)
  const body = Buffer.concat([
    Buffer.of(0, 0), // attributes, time delta
    varint(offsetDelta),
    varint(-1), // no key
    value ? Buffer.concat([varint(value.length), value]) : varint(-1),
    varint(1), // one header
    varint(name.length),
    name,
    varint(said.length),
    said,
  ])
  return Buffer.concat([varint(body.length), body])
}

/** Zigzag, then seven bits a byte, the least first. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>>= 7
  }
  bytes.push(rest)
  return Buffer.from(bytes)
}
