import { type Event, fail } from "../ecs/event.ts"
import type { Batch, Pipeline } from "./types.ts"

/**
 * Carries batches along the pipeline until the source ends or the signal aborts. Up to
 * `inFlightBytesMax` are open at once, so that a sink can merge them; they settle in order.
 * Throws what the source threw, or what the sink threw (it has retried before): then that batch
 * and all after it are settled with the failure, and nothing of them counts as delivered.
 */
export async function run<Item>(pipeline: Pipeline<Item>, signal: AbortSignal): Promise<void> {
  const settling: Promise<void>[] = [] // in order; the head is the oldest open batch
  let openBytes = 0
  let failure: { cause: unknown } | undefined

  const settleInOrder = async (before: unknown, batch: Batch<Item>, written: Promise<unknown>) => {
    await before
    try {
      await written
    } catch (cause) {
      failure ??= { cause }
    }
    try {
      await (failure ? batch.settle(failure.cause) : batch.settle())
    } catch (cause) {
      failure ??= { cause }
    }
    openBytes -= batch.bytes
    void settling.shift()
  }

  try {
    for await (const batch of pipeline.source.read(signal)) {
      openBytes += batch.bytes
      const written = deliver(pipeline, batch, signal)
      written.catch(() => {}) // it is awaited when its turn to settle comes
      settling.push(settleInOrder(settling.at(-1), batch, written))
      while (openBytes > pipeline.inFlightBytesMax && !failure) await settling[0]
      if (failure) break
    }
  } finally {
    await settling.at(-1)
  }
  if (failure) throw failure.cause
}

async function deliver<Item>(pipeline: Pipeline<Item>, batch: Batch<Item>, signal: AbortSignal) {
  const events = process(pipeline, batch)
  if (events.length > 0) await pipeline.sink.write(events, signal)
}

/** The hot path: pure and synchronous. A bug in a stage costs one event, never the process. */
export function process<Item>(pipeline: Pipeline<Item>, batch: Batch<Item>): Event[] {
  const { parse, stages, onBug } = pipeline
  const out: Event[] = []
  const parsed: Event[] = []
  for (const item of batch.items) {
    parsed.length = 0
    try {
      parse(item, batch.origin, parsed)
    } catch (bug) {
      onBug?.(bug)
      parsed.push(unprocessed(item, batch, bug))
    }
    for (const event of parsed) {
      const before = out.length
      try {
        for (const stage of stages) stage(event, out)
      } catch (bug) {
        onBug?.(bug)
        out.length = before // forget alerts of an event that was not carried to the end
        fail(event, `a stage failed: ${bug}`)
      }
      out.push(event)
    }
  }
  return out
}

/** Parsing is total; this is what remains of an item where it was not. */
function unprocessed(item: unknown, { origin }: Batch<unknown>, bug: unknown): Event {
  const text = (item as { text?: unknown } | null)?.text
  return fail(
    {
      "@timestamp": new Date(origin.receivedMs).toISOString(),
      "event.id": crypto.randomUUID(),
      "event.created": new Date(origin.receivedMs).toISOString(),
      "event.original": typeof text === "string" ? text : String(item),
      "vedette.source": origin.source,
      "vedette.batch": origin.batch,
    },
    `parsing failed: ${bug}`,
  )
}
