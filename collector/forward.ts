import { openLogReader, type ReaderExtras } from "#shared/bus/log-reader.ts"
import type { Bus, BusRecord } from "#shared/bus/types.ts"
import { topics } from "#shared/bus/types.ts"
import type { Deps } from "#shared/config/define.ts"
import { retrying } from "#shared/pipeline/retrying.ts"

const group = "kafka"

/** Carries the spool to Kafka, in order, until the signal aborts. What is not acknowledged stays. */
export async function forward(
  spool: string,
  bus: Bus,
  deps: Deps,
  signal: AbortSignal,
  extras: ReaderExtras = {},
): Promise<void> {
  await using kafka = bus
  await using reader = openLogReader(spool, group, topics, deps, extras)
  for await (const batch of reader.read(signal)) {
    try {
      const records: readonly BusRecord[] = batch.items
      await retrying("publishing to Kafka", () => kafka.publish(records, signal), signal, deps.log)
      await batch.settle()
    } catch (cause) {
      await batch.settle(cause)
      if (!signal.aborted) throw cause
      return
    }
  }
}
