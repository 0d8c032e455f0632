import type { KafkaBusOptions } from "./kafka-options.ts"
import type { Piece, ReaderParts, Sent } from "./kafka-reader.ts"
import { undecodableOf } from "./kafka-undecodable.ts"
import type { Delivered, Topic } from "./types.ts"

interface BusReaderParts extends Omit<ReaderParts<Delivered>, "names" | "cut" | "options"> {
  readonly topics: readonly Topic[]
  readonly options: KafkaBusOptions
}

/** A reader of the bus's own topics. */
export const busReader = (parts: BusReaderParts): ReaderParts<Delivered> => ({
  ...parts,
  names: parts.topics.map((topic) => parts.options.topicPrefix + topic),
  cut: (sent, high, receivedMs) => pieces(sent, parts, high, receivedMs),
})

/**
 * Cuts what a broker sent into batches of at most `batchBytesMax` (one record may be larger).
 * @param high offsets below it may have been delivered before
 */
function* pieces(
  { topic: name, partition, messages }: Sent,
  { group, options }: { readonly group: string; readonly options: KafkaBusOptions },
  high: number,
  receivedMs: number,
): Generator<Piece<Delivered>> {
  const topic = name.slice(options.topicPrefix.length) as Topic
  let items: Delivered[] = []
  let bytes = 0
  let first = 0
  const piece = (lastOffset: number): Piece<Delivered> => {
    const origin = {
      source: group,
      batch: crypto.randomUUID(),
      receivedMs,
      ...(first < high && { mayRepeat: true }),
    }
    return { batch: { items, bytes, origin }, lastOffset }
  }
  for (const [i, message] of messages.entries()) {
    const { key, value, offset } = message
    if (items.length === 0) first = Number(offset)
    const position = `${topic}/${partition}/${offset}`
    const undecodable = undecodableOf(message)
    if (undecodable?.bytes) {
      const packed = { reason: undecodable.reason, bytes: undecodable.bytes }
      items.push({ topic, key: "", value: "", position, packed })
    } else if (!undecodable) {
      const text = value?.toString("utf8") ?? ""
      items.push({ topic, key: key?.toString("utf8") ?? "", value: text, position })
    }
    bytes += value?.length ?? 0
    const next = messages[i + 1]
    if (next && bytes + (next.value?.length ?? 0) <= options.batchBytesMax) continue
    yield piece(Number(offset))
    items = []
    bytes = 0
  }
}
