import { openLogReader, type ReaderExtras } from "#shared/bus/log-reader.ts"
import type { Bus, Delivered } from "#shared/bus/types.ts"
import { type Topic, topics } from "#shared/bus/types.ts"
import type { Deps } from "#shared/config/define.ts"
import { retrying } from "#shared/pipeline/retrying.ts"

const group = "kafka"
const events = new Set<Topic>(["events", "alerts", "pipeline"])

export interface ForwardExtras extends ReaderExtras {
  /** Told what is wrong with Kafka, or that nothing is any more. */
  readonly onOutage?: (problem: string | undefined) => void
}

/** Carries the spool to Kafka, in order, until the signal aborts. What is not acknowledged stays. */
export async function forward(
  spool: string,
  bus: Bus,
  deps: Deps,
  signal: AbortSignal,
  { onOutage, ...extras }: ForwardExtras = {},
): Promise<void> {
  await using kafka = bus
  await using reader = openLogReader(spool, group, topics, deps, extras)
  for await (const batch of reader.read(signal)) {
    let mayRepeat = batch.origin.mayRepeat === true
    const publish = () => {
      const records = mayRepeat ? batch.items.map(repeated) : batch.items
      mayRepeat = true // what failed may have been taken all the same
      return kafka.publish(records, signal)
    }
    try {
      await retrying("publishing to Kafka", publish, signal, deps.log, undefined, onOutage)
      await batch.settle()
    } catch (cause) {
      await batch.settle(cause)
      if (!signal.aborted) throw cause
      return
    }
  }
}

/** Marks an event that Kafka may hold already, so that the store looks for its id everywhere. */
function repeated(record: Delivered): Delivered {
  if (!events.has(record.topic) || !record.value.startsWith('{"')) return record
  return { ...record, value: `{"vedette.repeat":true,${record.value.slice(1)}` }
}
