import type { Deps } from "#shared/config/define.ts"
import { type Event, setField } from "#shared/ecs/event.ts"
import { hourMs, sumOf } from "#shared/pipeline/ledger-row.ts"
import type { Sink } from "#shared/pipeline/types.ts"
import type { Store } from "../store/types.ts"
import { latestMs, type Pending, settledParts } from "./balance.ts"
import type { Part } from "./parts.ts"
import { type Balance, sumUp } from "./sums.ts"
import { differencesOf } from "./text.ts"

export interface LedgerWatch {
  /** Takes the balance of the last day: for metrics, problems, and an event for each hour. */
  look(signal: AbortSignal): Promise<void>
  /** Losses that were there at two looks, in words. */
  problems(): readonly string[]
}

interface Asked {
  readonly store: Store
  readonly sink: Sink
  readonly pending: () => Promise<Pending>
}

const lookBackMs = 26 * hourMs
/** An hour is over when it has been for so long by the clock of its collector. */
const graceMs = 120_000
const problemsMax = 20
const writtenMax = 100_000

/** Looks at the ledger now and then, as nobody will ask for it before something is missing. */
export function watchLedger({ store, sink, pending }: Asked, deps: Deps): LedgerWatch {
  const metrics = openMetrics(deps)
  const written = new Set<string>()
  let before = new Set<string>()
  let lasting: readonly string[] = []
  return {
    async look(signal) {
      const parts = await settledParts(store, deps.now() - lookBackMs, latestMs, pending)
      const rows = sumUp(parts)
      metrics.set(rows)
      const found = rows.flatMap(differencesOf)
      lasting = found.filter((text) => before.has(text)).slice(0, problemsMax)
      before = new Set(found)
      const over = await hoursOver(store, parts)
      const fresh = over.filter((part) => !written.has(keyOf(part)))
      if (fresh.length > 0) await sink.write(fresh.map(hourEvent), signal)
      if (written.size > writtenMax) written.clear() // what is written again keeps its id
      for (const part of fresh) written.add(keyOf(part))
    },
    problems: () => lasting,
  }
}

const keyOf = ({ collector, source, hourMs: hour }: Part) =>
  JSON.stringify([collector, source, hour])

/** Parts that will not change any more, as far as it can be told. */
async function hoursOver(store: Store, parts: readonly Part[]): Promise<Part[]> {
  const statuses = await store.documents("status")
  const saidMs = new Map(statuses.map(({ id, body }) => [id, Number(body.atMs) || 0]))
  return parts.filter(
    ({ collector, hourMs: hour, onTheWay, alerts }) =>
      onTheWay + alerts.onTheWay === 0 &&
      (saidMs.get(`collector ${collector}`) ?? 0) > hour + hourMs + graceMs,
  )
}

/** One hour of the ledger as an event, so that it can be searched and drawn. */
function hourEvent(part: Part): Event {
  const { collector, source, hourMs: hour, alerts } = part
  const hash = new Bun.CryptoHasher("sha256").update(`vedette-ledger\0${keyOf(part)}`).digest()
  const at = new Date(hour).toISOString()
  const event: Event = {
    "@timestamp": at,
    "event.id": hash.subarray(0, 16).toString("base64url"),
    "event.created": at,
    "event.kind": "metric",
    "event.dataset": "vedette.ledger",
    "event.start": at,
    "event.end": new Date(hour + hourMs).toISOString(),
    "vedette.stream": "events",
    "vedette.source": "vedette",
    "vedette.batch": "ledger",
    "vedette.repeat": true, // after a restart it is written again
    "observer.name": collector,
    message: `${source} at ${collector}: ${part.received} received, ${part.difference} unaccounted for`,
  }
  const counts = {
    ...{ received: part.received, unparsed: part.unparsed, stored: part.stored },
    ...{ deduplicated: part.deduplicated, dropped: sumOf(part.dropped) },
    ...{ refused: sumOf(part.refused), difference: part.difference },
    ...{ alerts: alerts.received, alerts_difference: alerts.difference },
  }
  setField(event, "vendor.ledger.source", source)
  setField(event, "vendor.ledger.collector", collector)
  for (const [name, count] of Object.entries(counts))
    setField(event, `vendor.ledger.${name}`, count)
  return event
}

const seriesMax = 1000

/** Names of sources and collectors are those that the collectors' configurations give them. */
function openMetrics({ metrics }: Pick<Deps, "metrics">) {
  const labels = ["source", "collector"]
  const events = metrics.gauge(
    "vedette_ledger_events",
    "Events of the last day and what became of them.",
    [...labels, "outcome"],
  )
  const difference = metrics.gauge(
    "vedette_ledger_difference",
    "Events of the last day that are lost, or, below zero, stored more often than received.",
    labels,
  )
  const alerts = metrics.gauge(
    "vedette_ledger_alerts_difference",
    "Alerts of the last day that are lost, or, below zero, stored more often than raised.",
    labels,
  )
  return {
    set(rows: readonly Balance[]) {
      for (const gauge of [events, difference, alerts]) gauge.reset()
      const all = rows.flatMap((row) =>
        row.collectors.map((sums) => ({ source: row.source, ...sums })),
      )
      for (const { source, collector, ...sums } of all.slice(0, seriesMax)) {
        const place = { source, collector }
        difference.set(place, sums.difference)
        alerts.set(place, sums.alerts.difference)
        events.set({ ...place, outcome: "received" }, sums.received)
        events.set({ ...place, outcome: "unparsed" }, sums.unparsed)
        events.set({ ...place, outcome: "stored" }, sums.stored)
        events.set({ ...place, outcome: "deduplicated" }, sums.deduplicated)
        events.set({ ...place, outcome: "dropped" }, sumOf(sums.dropped))
        events.set({ ...place, outcome: "refused" }, sumOf(sums.refused))
        events.set({ ...place, outcome: "on_the_way" }, sums.onTheWay)
      }
    },
  }
}
