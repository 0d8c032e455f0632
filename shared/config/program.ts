import { mkdirSync } from "node:fs"
import { openLog } from "../telemetry/log.ts"
import { openMetrics } from "../telemetry/metrics.ts"
import type { Deps } from "./define.ts"

export const version = "0.1.0"

/** The real world, for a program that runs. */
export function openDeps(service: string, home: string): Deps {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  return {
    now: Date.now,
    random: Math.random,
    log: openLog(service),
    metrics: openMetrics(),
    home,
  }
}

/**
 * Aborts on SIGTERM and SIGINT; the process is ended when stopping takes longer than `stopMs`: what
 * was not settled then is delivered again.
 */
export function stopSignal(deps: Deps, stopMs: number): AbortController {
  const stopping = new AbortController()
  const stop = () => {
    if (stopping.signal.aborted) return
    stopping.abort()
    setTimeout(() => {
      deps.log.warn("stopping took too long; what was not delivered stays for the next start")
      process.exit(1)
    }, stopMs).unref()
  }
  process.on("SIGTERM", stop)
  process.on("SIGINT", stop)
  return stopping
}
