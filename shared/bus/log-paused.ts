import type { Deps } from "../config/define.ts"
import type { Paused } from "./log-types.ts"

export interface Pauses {
  readonly paused: Paused | undefined
  /** @param why it can't be written now; undefined: it can */
  observe(why: string | undefined): void
}

/** Whether the log is paused: told once when it begins and once when it is over. */
export function openPauses({ log, metrics }: Pick<Deps, "log" | "metrics">): Pauses {
  let paused: Paused | undefined
  metrics.gauge(
    "vedette_spool_paused_since_seconds",
    "Since when sources are held back, as Unix time; 0 while they are not.",
    [],
    (gauge) => gauge.set((paused?.sinceMs ?? 0) / 1000),
  )
  const count = metrics.counter(
    "vedette_spool_pauses_total",
    "Times that the durable log began to hold sources back.",
  )
  return {
    get paused() {
      return paused
    },
    observe(why) {
      if (why === undefined) {
        if (paused)
          log.info("the log holds sources back no longer", {
            "vedette.paused_ms": Date.now() - paused.sinceMs,
          })
        paused = undefined
        return
      }
      if (!paused) {
        count.inc()
        log.warn("the log can't be written, sources wait", { "error.message": why })
      }
      paused = { sinceMs: paused?.sinceMs ?? Date.now(), why }
    },
  }
}
