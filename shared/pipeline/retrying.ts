import { errorText, type Log } from "../telemetry/log.ts"

export interface Retry {
  readonly firstMs: number
  readonly mostMs: number
}

/**
 * Repeats `attempt` until it succeeds or the signal aborts: waits longer each time, with jitter, and
 * says so once per outage. Throws only the abort's reason.
 */
export async function retrying<T>(
  what: string,
  attempt: () => Promise<T>,
  signal: AbortSignal,
  log: Log,
  { firstMs, mostMs }: Retry = { firstMs: 100, mostMs: 15_000 },
  onOutage: (problem: string | undefined) => void = () => {},
): Promise<T> {
  let tries = 0
  for (;;) {
    signal.throwIfAborted()
    try {
      const result = await attempt()
      if (tries > 0) {
        log.info(`${what}: works again`, { "vedette.tries": tries })
        onOutage(undefined)
      }
      return result
    } catch (cause) {
      signal.throwIfAborted()
      if (tries === 0) {
        log.warn(`${what}: failed, trying again`, {
          "error.message": errorText(cause),
        })
        onOutage(`${what}: ${errorText(cause)}`)
      }
      const waitMs = Math.min(mostMs, firstMs * 2 ** Math.min(tries++, 20))
      await pause(waitMs * (0.5 + Math.random() / 2), signal)
    }
  }
}

/** Resolves after the time, or at once when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener("abort", done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener("abort", done)
    if (signal.aborted) done()
  })
}
