import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { LedgerRow } from "#shared/pipeline/ledger-row.ts"
import { oneOutage, retrying } from "#shared/pipeline/retrying.ts"
import type { Sink } from "#shared/pipeline/types.ts"
import {
  bareLetter,
  cutLetter,
  type LetterAlerts,
  refusedLetter,
  watchLetters,
} from "./dead-letters.ts"
import { putRuleReport } from "./rule-reports.ts"
import type { Store } from "./store/types.ts"

/** A program's word on itself, every ten seconds. */
export interface Status {
  readonly program: string
  readonly name: string
  readonly version: string
  readonly atMs: number
  /** Rises with each, also where the clock is set back. */
  readonly revision?: number
  readonly ledger: readonly LedgerRow[]
  readonly problems: readonly string[]
  /** Of a collector. */
  readonly spoolBytes?: number
  /** The sources that it reads, and since when they could be heard. */
  readonly sources?: readonly string[]
  readonly intakeSinceMs?: number
  readonly hosts?: { readonly silent: readonly SilentHost[] }
  /** Of an aggregator: since when it runs, and what the bus holds that it has yet to read. */
  readonly startedMs?: number
  readonly lag?: Readonly<Record<string, number>>
  readonly ledgerRows?: number
  /** Of an aggregator: events that it has stored since its start. */
  readonly stored?: number
  readonly rules: {
    readonly loaded: number
    readonly correlations?: number
    /** Of a collector: how many rules no event can reach there, by their logsource. */
    readonly dormant?: Readonly<Record<string, number>>
    readonly refused: readonly { file: string; reason: string }[]
  }
}

/** A host within a source that its collector found silent. */
export interface SilentHost {
  readonly source: string
  readonly host: string
  readonly lastMs: number
  readonly usualGapMs: number
  readonly foundMs: number
}

const charsMost = 262_144
const charsLeast = 1024

/**
 * The end of the aggregator's path. Events go to the store until it has them; what it refuses is
 * kept as text in a dead letter; dead letters are told of; status events become documents.
 */
export function storeSink(
  store: Store,
  deps: Deps,
  onOutage: (problem: string | undefined) => void,
  alerts: LetterAlerts = { alert: true, manyPerHour: 1000 },
): Sink {
  const watch = watchLetters(alerts, deps)
  const counted = deps.metrics.counter(
    "vedette_store_events_total",
    "Events given to the store, by what became of them.",
    ["outcome"],
  )
  const outage = oneOutage(deps.log, onOutage)
  const tried = <T>(what: string, attempt: () => Promise<T>, signal: AbortSignal) =>
    retrying(what, attempt, signal, outage.log, undefined, outage.onOutage)
  const append = async (events: readonly Event[], signal: AbortSignal, isOld = false) => {
    let mayRepeat = isOld
    const attempt = () => {
      const isAgain = mayRepeat
      mayRepeat = true // what failed may have been stored, in an index that is no longer the current
      return store.append(events, isAgain, signal)
    }
    const done = await tried("writing to the store", attempt, signal)
    counted.inc({ outcome: "created" }, done.created)
    counted.inc({ outcome: "duplicate" }, done.duplicates)
    counted.inc({ outcome: "redelivered" }, done.redelivered)
    counted.inc({ outcome: "refused" }, done.refusals.length)
    return done.refusals
  }
  /**
   * A letter that is too large is cut until the store takes it. No mapping can refuse what remains:
   * where that is refused too, something else is wrong, and all of it waits.
   */
  const appendLetters = async (letters: readonly Event[], signal: AbortSignal) => {
    let refusals = await append(letters, signal, true) // a copy may have been faster
    for (let chars = charsMost; refusals.length > 0 && chars >= charsLeast; chars /= 4)
      refusals = await append(
        refusals.map(({ event }) => cutLetter(event, chars)),
        signal,
      )
    if (refusals.length > 0)
      refusals = await append(
        refusals.map(({ event }) => bareLetter(event)),
        signal,
      )
    const [first] = refusals
    if (first) throw new Error(`the store refuses even a bare dead letter: ${first.reason}`)
  }
  return {
    async write(events, signal) {
      const kept = events.filter((event) => event["vedette.stream"] !== "status")
      for (const event of events)
        if (event["vedette.stream"] === "status")
          await tried("writing a status to the store", () => putStatus(store, event), signal)
      if (kept.length === 0) return []
      const refusals = await append(kept, signal)
      const letters = refusals.map((refusal) => refusedLetter(refusal, deps.now()))
      if (letters.length > 0) await appendLetters(letters, signal)
      const refused = new Set(refusals.map(({ event }) => event))
      const alerts = watch.see([...kept.filter((event) => !refused.has(event)), ...letters])
      if (alerts.length > 0) await append(alerts, signal)
      return []
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

async function putStatus(store: Store, event: Event): Promise<void> {
  const status = statusIn(event)
  if (!status) return void (await putRuleReport(store, event))
  const { ledger, revision = status.atMs, ...said } = status
  const body = { ...said, heardMs: Date.parse(event["event.ingested"] ?? "") || status.atMs }
  await store.put("status", { id: `${status.program} ${status.name}`, revision, body })
  const puts = ledger.map((row) =>
    store.put("ledger", {
      id: `${status.name} ${row.source} ${row.hourMs}`,
      revision,
      body: { ...row, collector: status.name },
    }),
  )
  await Promise.all(puts)
}

/** The status that an event carries; nothing where it is none, as others may write to the topic. */
export function statusIn(event: Event): Status | undefined {
  if (event["vedette.stream"] !== "status") return
  try {
    const status = JSON.parse(event["vedette.status"] ?? "null") as Status | null
    const isStatus =
      typeof status?.name === "string" &&
      Number.isSafeInteger(status.atMs) &&
      Number.isSafeInteger(status.revision ?? 0) &&
      Array.isArray(status.ledger) &&
      status.ledger.every((row) => typeof row?.source === "string") &&
      (status.hosts?.silent ?? []).every(isSilentHost)
    return isStatus ? status : undefined
  } catch {
    return // not JSON
  }
}

const isSilentHost = (host: Partial<SilentHost> | null) =>
  typeof host?.source === "string" &&
  typeof host.host === "string" &&
  [host.lastMs, host.usualGapMs, host.foundMs].every(
    (ms) => Number.isFinite(ms) && Math.abs(ms!) < 8e15,
  )
