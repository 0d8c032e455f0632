import type { Event } from "../../ecs/event.ts"
import type { Fallen } from "./blows.ts"
import type { Target } from "./plan.ts"
import type { World } from "./world.ts"

/** From a blow to the next event that was stored; of the collector: that was received after it. */
export interface Recovery {
  readonly target: Target
  readonly how: Fallen["how"]
  readonly ms: number
}

/** A moment at which the aggregator had stored more than at the look before, which was `afterMs`. */
interface Seen {
  readonly afterMs: number
  readonly atMs: number
}

const lookMs = 50
const created = /^vedette_store_events_total\{outcome="created"\} (\d+)/m

/** Looks at the aggregator's count of what it has stored. */
export function watchStored({ metrics }: World) {
  const seen: Seen[] = []
  let [before, afterMs, isStopped] = [0, Date.now(), false]
  const look = async () => {
    const signal = AbortSignal.timeout(1000)
    const text = await fetch(metrics, { signal }).then(
      (answer) => answer.text(),
      () => "created 0",
    )
    const count = Number(created.exec(text)?.[1] ?? 0)
    const atMs = Date.now()
    if (count > before) seen.push({ afterMs, atMs })
    before = count // of a new process it begins at zero
    afterMs = atMs
  }
  const watching = (async () => {
    while (!isStopped) {
      await look().catch(() => {})
      await Bun.sleep(lookMs)
    }
  })()
  return {
    seen,
    async stop() {
      isStopped = true
      await watching
    },
  }
}

export function recoveries(
  fallen: readonly Fallen[],
  seen: readonly Seen[],
  stored: readonly Event[],
): Recovery[] {
  const received = stored.map((event) => ({
    createdMs: Date.parse(event["event.created"] ?? ""),
    ingestedMs: Date.parse(event["event.ingested"] ?? ""),
  }))
  return fallen.flatMap(({ target, how, atMs }) => {
    const nextMs =
      target === "collector"
        ? Math.min(...received.filter((e) => e.createdMs > atMs).map((e) => e.ingestedMs))
        : seen.find(({ afterMs }) => afterMs >= atMs)?.atMs
    return nextMs && Number.isFinite(nextMs) ? [{ target, how, ms: nextMs - atMs }] : []
  })
}
