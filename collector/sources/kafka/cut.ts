import type { Piece, Sent } from "#shared/bus/kafka-reader.ts"
import { undecodableOf } from "#shared/bus/kafka-undecodable.ts"
import type { Deps } from "#shared/config/define.ts"
import { isBlank, rawOf, trimEnd } from "#shared/pipeline/raw.ts"
import { configuredOrigin, startId } from "#shared/pipeline/source-options.ts"
import type { Batch, Raw } from "#shared/pipeline/types.ts"
import type { KafkaOptions } from "./options.ts"

const batchRecordsMax = 2000
const recordCostBytes = 64 // what an item costs beside its text
const failedMax = 10_000

/** Makes batches of what a broker sent. */
export interface Cut {
  cut(sent: Sent, high: number, receivedMs: number): Iterable<Piece<Raw>>
  /** Its delivery failed: when it is read again, it is the same batch. */
  failed(batch: Batch<Raw>): void
}

export function openCut(options: KafkaOptions, deps: Deps): Cut {
  const configured = configuredOrigin(options)
  const start = startId(deps)
  const failed = new Map<string | number, string>()
  let batchCount = 0
  const empty = deps.metrics.counter(
    "vedette_source_empty_messages_total",
    "Messages of a topic that hold nothing, such as those that delete a key.",
    ["source"],
  )

  const batchOf = (first: Raw | undefined): string => {
    const known = first && failed.get(first.position)
    if (first) failed.delete(first.position)
    return known ?? `${start}.${batchCount++}`
  }
  const rawsOf = ({ topic, partition }: Sent, messages: Sent["messages"]): Raw[] =>
    messages.flatMap((message) => {
      const { value, offset } = message
      const packed = undecodableOf(message)
      if (packed)
        return packed.bytes
          ? [{ ...packed, text: "", position: `${topic}:${partition}:${offset}` } as Raw]
          : []
      const record = value && trimEnd(value)
      if (!record || isBlank(record)) {
        empty.inc({ source: options.name })
        return []
      }
      return [rawOf(record, `${topic}:${partition}:${offset}`, options.recordBytesMax)]
    })

  return {
    failed({ items: [first], origin }) {
      if (first && failed.size < failedMax) failed.set(first.position, origin.batch)
    },
    *cut(sent, high, receivedMs) {
      for (const messages of parts(sent.messages, options.batchBytesMax)) {
        const items = rawsOf(sent, messages)
        const repeats = Number(messages[0]!.offset) < high && { mayRepeat: true }
        const origin = { ...configured, batch: batchOf(items[0]), receivedMs, ...repeats }
        const batch = { items, origin, bytes: bytesOf(messages) }
        yield { batch, lastOffset: Number(messages.at(-1)!.offset) }
      }
    },
  }
}

const bytesOf = (messages: Sent["messages"]): number =>
  messages.reduce((sum, { value }) => sum + (value?.length ?? 0) + recordCostBytes, 0)

/** Parts of at most so many bytes, or of one message. */
function* parts(messages: Sent["messages"], bytesMax: number): Generator<Sent["messages"]> {
  let from = 0
  let bytes = 0
  for (const [i, { value }] of messages.entries()) {
    const length = value?.length ?? 0
    if (i > from && (bytes + length > bytesMax || i - from >= batchRecordsMax)) {
      yield messages.slice(from, i)
      from = i
      bytes = 0
    }
    bytes += length
  }
  if (from < messages.length) yield messages.slice(from)
}
