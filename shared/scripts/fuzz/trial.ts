import { checkPrototypes } from "./check-event.ts"
import { eventMs, furtherEventMs, type Target, type Trial, Violation } from "./define.ts"

const again = 5

/** What an input breaks, if anything. */
export async function tried(
  target: Pick<Target, "mostMs">,
  trial: Trial,
  input: Buffer,
): Promise<Violation | undefined> {
  try {
    const begin = performance.now()
    const answer = await trial.try(input)
    const events = typeof answer === "number" ? answer : 1
    checkPrototypes()
    const mostMs = (target.mostMs ?? eventMs) + Math.max(0, events - 1) * furtherEventMs
    if (performance.now() - begin <= mostMs) return undefined
    return await slowness(mostMs, trial, input)
  } catch (cause) {
    return asViolation(cause)
  }
}

/** A busy machine, a first compilation or a collection of garbage is no fault of the input's. */
async function slowness(
  mostMs: number,
  trial: Trial,
  input: Buffer,
): Promise<Violation | undefined> {
  let least = Number.POSITIVE_INFINITY
  for (let n = 0; n < again && least > mostMs; n++) {
    const begin = process.threadCpuUsage()
    await trial.try(input)
    const { user, system } = process.threadCpuUsage(begin)
    least = Math.min(least, (user + system) / 1000)
  }
  if (least <= mostMs) return undefined
  return new Violation("slow", `takes ${Math.round(least)} ms, ${mostMs} is the most`)
}

function asViolation(cause: unknown): Violation {
  if (cause instanceof Violation) return cause
  const { name, message, stack } = cause instanceof Error ? cause : new Error(String(cause))
  const place = /\n\s+at [^\n]*/.exec(stack ?? "")?.[0].trim() ?? ""
  return new Violation("exception", `${name}: ${message} ${place}`)
}

const minimiseMs = 8_000

/** The shortest that is found in some seconds of what breaks the same. `beat` says it is alive. */
export async function minimised(
  target: Pick<Target, "mostMs">,
  trial: Trial,
  input: Buffer,
  what: string,
  beat: () => void,
): Promise<Buffer> {
  const until = performance.now() + minimiseMs
  let best = input
  for (let size = best.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < best.length; ) {
      if (performance.now() > until) return best
      const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + size)])
      beat()
      if ((await tried(target, trial, shorter))?.what === what) best = shorter
      else at += size
    }
  }
  return best
}
