import type { Event } from "#shared/ecs/event.ts"
import type { Sink } from "#shared/pipeline/types.ts"
import { statusIn } from "../store-sink.ts"
import type { SilenceWatch } from "./watch.ts"

/**
 * Shows the watch each report that is stored, and stores what it tells. Only then is what it knows
 * saved: what a crash comes before is told again, under the same id.
 */
export function silenceSink(sink: Sink, watch: SilenceWatch): Sink {
  return {
    async write(events, signal) {
      const refusals = await sink.write(events, signal)
      for (const event of events) {
        const told = await toldBy(event, watch)
        if (told.length === 0) continue
        await sink.write(told, signal)
        await watch.save().catch(() => {}) // the timer tries again
      }
      return refusals
    },
    [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
  }
}

async function toldBy(event: Event, watch: SilenceWatch): Promise<readonly Event[]> {
  const status = statusIn(event)
  return status ? watch.see(status, Date.parse(event["event.ingested"] ?? "") || status.atMs) : []
}
