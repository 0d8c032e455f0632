import { mkdirSync } from "node:fs"
import { openLog } from "../telemetry/log.ts"
import { openMetrics } from "../telemetry/metrics.ts"
import type { Deps } from "./define.ts"
import { hasTerminal } from "./terminal.ts"

export const version = "0.1.0"

/** Nothing for group and others, whatever a file is made with. */
const ownerAlone = 0o077

/** The real world, for a program that runs. */
export function openDeps(service: string, home: string): Deps {
  process.umask(ownerAlone) // also of what SQLite and others make
  mkdirSync(home, { recursive: true, mode: 0o700 })
  return {
    now: Date.now,
    random: Math.random,
    log: openLog(service),
    metrics: openMetrics(),
    home,
  }
}

/** The exit status of a program that a second Ctrl-C has ended: 128 and the number of SIGINT. */
const interruptedStatus = 130

/**
 * Aborts on SIGTERM and SIGINT. The process is ended at once by a second SIGINT, and when stopping
 * takes longer than `stopMs`: what was not settled then is delivered again.
 */
export function stopSignal(deps: Deps, stopMs: number): AbortController {
  const stopping = new AbortController()
  let interrupts = 0
  const stop = () => {
    if (stopping.signal.aborted) return
    stopping.abort()
    setTimeout(() => {
      deps.log.warn("stopping took too long; what was not delivered stays for the next start")
      process.exit(1)
    }, stopMs).unref()
  }
  process.on("SIGTERM", stop)
  if (!hasTerminal()) process.on("SIGHUP", () => {}) // asked for a reload before there can be one
  process.on("SIGINT", () => {
    if (++interrupts > 1) process.exit(interruptedStatus)
    stop()
  })
  return stopping
}

/** The exit status of `work`; 0 where it was stopped before it had opened all it needs. */
export async function untilStopped(
  { signal }: AbortController,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work()
  } catch (cause) {
    if (signal.aborted && cause === signal.reason) return 0
    throw cause
  }
}
