import type { Delivered } from "#shared/bus/types.ts"
import type { Deps } from "#shared/config/define.ts"
import { eventIdOf } from "#shared/ecs/event.ts"
import { type Letter, originOfLetter, positionOf, readLetter } from "#shared/pipeline/replay.ts"
import type { Batch, Raw, Source } from "#shared/pipeline/types.ts"

/**
 * Dead letters that somebody sent back, as records of the sources they first came from. What the bus
 * delivered at once becomes a batch for each origin in it; it is settled when all of them are.
 */
export function replaySource(
  delivered: Source<Delivered>,
  { metrics, log }: Pick<Deps, "metrics" | "log">,
): Source<Raw> {
  const unreadable = metrics.counter(
    "vedette_replay_unreadable_total",
    "Records of the topic for replays that are no dead letters.",
  )
  const lettersIn = (batch: Batch<Delivered>): Letter[] =>
    batch.items.flatMap(({ value, position }) => {
      const letter = readLetter(value)
      if (letter) return letter
      unreadable.inc()
      log.warn("a record of the replay topic is no dead letter; it stays one in the store", {
        "vedette.position": position,
      })
      return []
    })
  return {
    async *read(signal) {
      for await (const batch of delivered.read(signal)) {
        const parts = byOrigin(lettersIn(batch))
        if (parts.length === 0) await batch.settle()
        const settlePart = settler(batch, parts.length)
        for (const part of parts) yield { ...part, settle: settlePart() }
      }
    },
    [Symbol.asyncDispose]: () => delivered[Symbol.asyncDispose](),
  }
}

/** Consecutive letters of one origin together, so that their order stays. */
function byOrigin(letters: readonly Letter[]): Omit<Batch<Raw>, "settle">[] {
  const parts: { origin: ReturnType<typeof originOfLetter>; items: Raw[]; bytes: number }[] = []
  let key = ""
  for (const letter of letters) {
    const origin = originOfLetter(letter)
    const its = JSON.stringify(origin)
    if (its !== key) parts.push({ origin, items: [], bytes: 0 })
    key = its
    const part = parts.at(-1)!
    part.items.push(rawOf(letter))
    part.bytes += letter.text.length + 64
  }
  return parts
}

function rawOf(letter: Letter): Raw {
  const { text, base64, originalBytes } = letter
  return {
    text,
    position: positionOf(letter),
    replayed: { letter: letter.letter, id: eventIdOf(letter.letter) },
    ...(base64 !== undefined && { bytes: Uint8Array.from(Buffer.from(base64, "base64")) }),
    ...(originalBytes !== undefined && { originalBytes }),
  }
}

/** Settles the whole when all parts are, or at the first that fails. */
function settler(whole: Batch<Delivered>, count: number) {
  let open = count
  let isFailed = false
  return () => {
    let isSettled = false
    return async (failure?: unknown) => {
      if (isSettled || isFailed) return
      isSettled = true
      isFailed = failure !== undefined
      if (isFailed) await whole.settle(failure)
      else if (--open === 0) await whole.settle()
    }
  }
}
