import { type Programs, startPrograms } from "../../testing/programs.ts"
import { metricOf } from "./sample.ts"
import { startServices } from "./services.ts"

/** Both programs, and what their store holds. */
export interface Pair extends AsyncDisposable {
  readonly programs: Programs
  /** Events that the store has taken since the start. */
  stored(): Promise<number>
  /** False where they were not within ten minutes. */
  untilStored(count: number): Promise<boolean>
}

const drainMs = 600_000

export async function openPair(kind: "local" | "kafka"): Promise<Pair> {
  const parts = kind === "kafka" ? await startServices() : {}
  const programs = await startPrograms(parts)
  const stored = () =>
    metricOf(programs.aggregator, "vedette_store_events_total", 'outcome="created"')
  return {
    programs,
    stored,
    async untilStored(count) {
      const end = performance.now() + drainMs
      while (performance.now() < end) {
        if ((await stored()) >= count) return true
        await Bun.sleep(200)
      }
      return false
    },
    [Symbol.asyncDispose]: () => programs[Symbol.asyncDispose](),
  }
}
