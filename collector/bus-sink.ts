import type { LogWriter } from "#shared/bus/log-types.ts"
import type { BusRecord, Topic } from "#shared/bus/types.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Ledger } from "#shared/pipeline/ledger.ts"
import type { LedgerRow } from "#shared/pipeline/ledger-row.ts"
import type { Sink } from "#shared/pipeline/types.ts"

/**
 * The end of the collector's path: events become records of the durable log, with the ledger's note
 * in the same frame. The log is the spool in front of Kafka, or itself the bus.
 */
export function busSink(log: LogWriter, ledger: Ledger): Sink {
  return {
    async write(events, signal) {
      tellTwins(events)
      const note = ledger.count(events)
      await log.append(events.map(recordOf), signal, note).catch((cause: unknown) => {
        giveBack(ledger, note)
        throw cause
      })
      return []
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

/** What was lost or turned away before stays so, though the note that told of it was not written. */
function giveBack(ledger: Ledger, note: string): void {
  const { rows } = JSON.parse(note) as { readonly rows: readonly LedgerRow[] }
  for (const { source, dropped, refused } of rows) {
    for (const [reason, count] of Object.entries(dropped)) ledger.drop(source, reason, count)
    for (const [reason, count] of Object.entries(refused)) ledger.refuse(source, reason, count)
  }
}

/**
 * An id that a batch holds twice, as a sender's own keys allow, is a duplicate of the sender's, not
 * a redelivery of ours: the second gets another batch, so that the store counts it. A dead letter that
 * was sent back twice is one of ours, and not counted.
 */
function tellTwins(events: readonly Event[]): void {
  if (!events.some((event) => event["vedette.repeat"])) return // places in a source are unique
  const seen = new Map<string, number>()
  for (const event of events) {
    if (event["vedette.letter"] !== undefined) continue
    const id = event["event.id"] ?? ""
    const times = seen.get(id) ?? 0
    seen.set(id, times + 1)
    if (times > 0) event["vedette.batch"] = `${event["vedette.batch"]}+${times}`
  }
}

/** Topic by stream, key by host: what one host says keeps its order. */
export function recordOf(event: Event): BusRecord {
  const key = event["host.name"] ?? event["vedette.peer.ip"] ?? event["vedette.source"] ?? ""
  return { topic: topicOf(event), key, value: JSON.stringify(event) }
}

/** Of a collector, no event is of the stream `audit`. */
const topicOf = (event: Event): Topic => (event["vedette.stream"] ?? "events") as Topic
