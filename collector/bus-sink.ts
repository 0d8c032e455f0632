import type { LogWriter } from "#shared/bus/log-types.ts"
import type { BusRecord, Topic } from "#shared/bus/types.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Ledger } from "#shared/pipeline/ledger.ts"
import type { Sink } from "#shared/pipeline/types.ts"

/**
 * The end of the collector's path: events become records of the durable log, with the ledger's note
 * in the same frame. The log is the spool in front of Kafka, or itself the bus.
 */
export function busSink(log: LogWriter, ledger: Ledger): Sink {
  return {
    async write(events, signal) {
      await log.append(events.map(recordOf), signal, ledger.count(events))
      return []
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

/** Topic by stream, key by host: what one host says keeps its order. */
export function recordOf(event: Event): BusRecord {
  const key = event["host.name"] ?? event["vedette.peer.ip"] ?? event["vedette.source"] ?? ""
  return { topic: topicOf(event), key, value: JSON.stringify(event) }
}

const topicOf = (event: Event): Topic => event["vedette.stream"] ?? "events"
