import { pause } from "../../pipeline/retrying.ts"
import type { Blow, Target } from "./plan.ts"
import type { SentRecord } from "./sent.ts"
import type { World } from "./world.ts"

/** A blow that fell. */
export interface Fallen {
  readonly target: Target
  readonly how: Blow["how"]
  readonly atMs: number
}

/** Lets the blows fall as the senders get on; those on one target one after the other. */
export async function strike(
  blows: readonly Blow[],
  world: World,
  record: SentRecord,
  signal: AbortSignal,
): Promise<readonly Fallen[]> {
  const fallen: Fallen[] = []
  const turns = new Map<Target, Promise<void>>()
  for (const blow of blows) {
    await record.reached(blow.atShare, signal)
    const before = turns.get(blow.target) ?? Promise.resolve()
    turns.set(
      blow.target,
      before.then(async () => {
        signal.throwIfAborted()
        fallen.push({ target: blow.target, how: blow.how, atMs: Date.now() })
        await deal(blow, world, signal)
      }),
    )
  }
  await Promise.all(turns.values())
  return fallen
}

async function deal(blow: Blow, { victims }: World, signal: AbortSignal): Promise<void> {
  const victim = victims[blow.target]!
  await victim[blow.how]()
  await pause(blow.downMs, signal)
  victim.start()
  for (const ms of blow.againAfterMs) {
    await pause(ms, signal)
    await victim.kill()
    victim.start()
  }
}
