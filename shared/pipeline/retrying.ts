import { errorText, type Log } from "../telemetry/log.ts"

export interface Retry {
  readonly firstMs: number
  readonly mostMs: number
}

/** Told what is wrong, and nothing once that is over. */
export type OnOutage = (problem: string | undefined) => void

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
  onOutage: OnOutage = () => {},
): Promise<T> {
  let tries = 0
  const unlessAborted = () => {
    if (signal.aborted && tries > 0) onOutage(undefined)
    signal.throwIfAborted()
  }
  for (;;) {
    unlessAborted()
    try {
      const result = await attempt()
      if (tries > 0) {
        log.info(`${what}: works again`, { "vedette.tries": tries })
        onOutage(undefined)
      }
      return result
    } catch (cause) {
      unlessAborted()
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

/** Attempts that run beside each other have one outage: the first to fail and the last to work tell. */
export function oneOutage(log: Log, onOutage: OnOutage) {
  let failing = 0
  return {
    log: {
      ...log,
      warn: (...said) => failing === 0 && log.warn(...said),
      info: (...said) => failing === 1 && log.info(...said),
    } satisfies Log,
    onOutage(problem: string | undefined) {
      failing += problem === undefined ? -1 : 1
      if (problem === undefined ? failing === 0 : failing === 1) onOutage(problem)
    },
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
