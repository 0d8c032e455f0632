import type { Deps } from "#shared/config/define.ts"
import { type Event, fail } from "#shared/ecs/event.ts"
import type { LedgerRow } from "#shared/pipeline/ledger.ts"
import { retrying } from "#shared/pipeline/retrying.ts"
import type { Refusal, Sink } from "#shared/pipeline/types.ts"
import type { Store } from "./store/types.ts"

/** A program's word on itself, every ten seconds. */
export interface Status {
  readonly program: string
  readonly name: string
  readonly version: string
  readonly atMs: number
  readonly ledger: readonly LedgerRow[]
  readonly problems: readonly string[]
  /** Of a collector. */
  readonly spoolBytes?: number
  /** Of an aggregator: since when it runs, and what the bus holds that it has yet to read. */
  readonly startedMs?: number
  readonly lag?: Readonly<Record<string, number>>
  readonly ledgerRows?: number
  readonly rules: {
    readonly loaded: number
    readonly correlations?: number
    /** Of a collector: how many rules no event can reach there, by their logsource. */
    readonly dormant?: Readonly<Record<string, number>>
    readonly refused: readonly { file: string; reason: string }[]
  }
}

/**
 * The end of the aggregator's path. Events go to the store until it has them; what it refuses is
 * kept as text in a pipeline record of the same id; status events become documents.
 */
export function storeSink(
  store: Store,
  deps: Deps,
  onOutage: (problem: string | undefined) => void,
): Sink {
  const counted = deps.metrics.counter(
    "vedette_store_events_total",
    "Events given to the store, by what became of them.",
    ["outcome"],
  )
  const tried = <T>(what: string, attempt: () => Promise<T>, signal: AbortSignal) =>
    retrying(what, attempt, signal, deps.log, undefined, onOutage)
  const append = async (events: readonly Event[], signal: AbortSignal) => {
    const done = await tried(
      "writing to the store",
      () => store.append(events, false, signal),
      signal,
    )
    counted.inc({ outcome: "created" }, done.created)
    counted.inc({ outcome: "duplicate" }, done.duplicates)
    counted.inc({ outcome: "redelivered" }, done.redelivered)
    counted.inc({ outcome: "refused" }, done.refusals.length)
    return done.refusals
  }
  return {
    async write(events, signal) {
      const kept = events.filter((event) => event["vedette.stream"] !== "status")
      for (const event of events)
        if (event["vedette.stream"] === "status")
          await tried("writing a status", () => putStatus(store, event), signal)
      if (kept.length === 0) return []
      const refusals = await append(kept, signal)
      if (refusals.length === 0) return []
      const tooLarge = await append(refusals.map(asText), signal)
      if (tooLarge.length === 0) return []
      const lost = await append(tooLarge.map(cut), signal)
      for (const { event, reason } of lost)
        deps.log.error("the store refused an event even as text", {
          "event.id": event["event.id"],
          "error.message": reason,
        })
      return lost
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

const textCharsMax = 262_144

/**
 * All that a refused event held, as text that no mapping can refuse; of a large one, the record
 * that it was made of.
 */
function asText({ event, reason }: Refusal): Event {
  const text = JSON.stringify(event)
  const isLarge = text.length > textCharsMax && typeof event["event.original"] === "string"
  const kept: Event = {
    "@timestamp": new Date().toISOString(),
    "event.original": isLarge ? event["event.original"]! : text,
  }
  const raw = event["vedette.raw_base64"]
  if (isLarge && raw !== undefined) kept["vedette.raw_base64"] = raw
  const originalBytes = event["vedette.original_bytes"]
  if (isLarge && originalBytes !== undefined) kept["vedette.original_bytes"] = originalBytes
  for (const name of [
    "event.id",
    "event.created",
    "event.ingested",
    "vedette.source",
    "vedette.collector",
    "vedette.batch",
  ] as const) {
    const value = event[name]
    if (typeof value === "string") kept[name] = value.slice(0, 256)
  }
  if (event["vedette.repeat"]) kept["vedette.repeat"] = true
  return fail(kept, `refused by the store: ${reason}`.slice(0, 512))
}

/** The last resort: the start of the text. */
function cut({ event }: Refusal): Event {
  const { "event.original": text = "", "vedette.raw_base64": _, ...kept } = event
  return {
    ...kept,
    "event.original": text.slice(0, textCharsMax).toWellFormed(),
    "vedette.original_bytes": event["vedette.original_bytes"] ?? Buffer.byteLength(text),
  }
}

async function putStatus(store: Store, event: Event): Promise<void> {
  const status = JSON.parse(event["vedette.status"] ?? "null") as Status | null
  if (!status) return
  const { ledger, ...said } = status
  const body = { ...said, heardMs: Date.parse(event["event.ingested"] ?? "") || status.atMs }
  await store.put("status", { id: `${status.program} ${status.name}`, revision: status.atMs, body })
  for (const row of ledger)
    await store.put("ledger", {
      id: `${status.name} ${row.source} ${row.hourMs}`,
      revision: status.atMs,
      body: { ...row, collector: status.name },
    })
}
