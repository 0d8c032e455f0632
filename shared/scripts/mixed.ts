import { chanceOf } from "../chance.ts"
import { lineMaker } from "./soak/lines.ts"

const linesOfRequest = 4000

/**
 * Sends what a small site's sources send in `spanMs`, busier by day than by night, and the same for the
 * same seed. Resolves with the count when all of it is durable at the collector.
 */
export async function sendMixed(
  intake: string,
  count: number,
  { endMs, spanMs, seed = 1 }: { endMs: number; spanMs: number; seed?: number },
): Promise<number> {
  let atMs = endMs - spanMs
  const chance = chanceOf(seed)
  const line = lineMaker(chance.next, () => Math.round(atMs))
  const moments = momentsOf(count, endMs - spanMs, spanMs)
  for (let from = 0; from < count; from += linesOfRequest) {
    const lines = moments.slice(from, from + linesOfRequest).map((ms) => {
      atMs = ms
      return line()
    })
    await post(intake, lines)
  }
  return count
}

async function post(intake: string, lines: readonly string[]): Promise<void> {
  const answer = await fetch(new URL("/intake", intake), {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: lines.join("\n"),
  })
  const told = (await answer.json()) as { accepted?: number }
  if (!answer.ok || told.accepted !== lines.length)
    throw new Error(`the collector took ${told.accepted} of ${lines.length}: ${answer.status}`)
}

/** In order of time; a quarter as dense at three in the night as at three in the afternoon. */
function momentsOf(count: number, fromMs: number, spanMs: number): number[] {
  const steps = Math.min(count, 1000)
  const weights = Array.from({ length: steps }, (_, at) => {
    const hour = ((fromMs + (at / steps) * spanMs) / 3_600_000) % 24
    return 1 + 0.6 * Math.cos(((hour - 15) / 12) * Math.PI)
  })
  const sum = weights.reduce((a, b) => a + b, 0)
  const moments: number[] = []
  for (const [at, weight] of weights.entries()) {
    const until = at === steps - 1 ? count : Math.round(moments.length + (weight / sum) * count)
    const here = Math.min(until, count) - moments.length
    for (let one = 0; one < here; one++) moments.push(fromMs + ((at + one / here) / steps) * spanMs)
  }
  return moments
}
