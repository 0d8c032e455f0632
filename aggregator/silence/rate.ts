import type { Event } from "#shared/ecs/event.ts"
import { hourMs } from "#shared/pipeline/ledger-row.ts"
import { edgeRowOf } from "../ledger/parts.ts"
import type { Document, Store } from "../store/types.ts"
import type { SilenceConfig } from "./options.ts"

const days = 7
const daysLeast = 3
const eventsLeast = 100
/** An hour is over when it has been for so long by the clock of its collector. */
const graceMs = 5 * 60_000

/** Once an hour: sources that sent far less in the last one than in the same hour of the days before. */
export function watchRates(options: SilenceConfig, store: Pick<Store, "documents">) {
  let judgedHour = 0
  return async (nowMs: number): Promise<Event[]> => {
    const hour = Math.floor((nowMs - graceMs) / hourMs) * hourMs
    if (!options.alert || options.rateFactor === 0 || hour === judgedHour) return []
    const [rows, statuses] = [await store.documents("ledger"), await store.documents("status")]
    judgedHour = hour
    return ratesOf(rows).flatMap((rate) => {
      const status = statuses.find(({ id }) => id === `collector ${rate.collector}`)?.body ?? {}
      if (options.ignore.includes(rate.source)) return []
      return dropIn(rate, status, options.rateFactor, nowMs)
    })
  }
}

interface Rate {
  readonly collector: string
  readonly source: string
  readonly byHour: ReadonlyMap<number, number>
}

function ratesOf(documents: readonly Document[]): Rate[] {
  const rows = documents.map(edgeRowOf)
  const groups = Map.groupBy(rows, ({ collector, source }) => JSON.stringify([collector, source]))
  return [...groups.values()].map((some) => ({
    collector: some[0]!.collector,
    source: some[0]!.source,
    byHour: new Map(some.map((row) => [row.hourMs, row.received])),
  }))
}

/** Judged by the collector's clock, and only where it could hear something all that hour. */
function dropIn(
  { collector, source, byHour }: Rate,
  status: Document["body"],
  factor: number,
  nowMs: number,
): Event[] {
  const saidMs = Number(status.atMs) || 0
  const hour = Math.floor((saidMs - graceMs) / hourMs) * hourMs - hourMs
  if (!((Number(status.intakeSinceMs) || 0) <= hour)) return []
  const before = Array.from({ length: days }, (_, day) =>
    byHour.get(hour - (day + 1) * 24 * hourMs),
  )
  const known = before.filter((count) => count !== undefined).sort((a, b) => a - b)
  const usual = known[Math.floor(known.length / 2)] ?? 0
  const count = byHour.get(hour) ?? 0
  if (known.length < daysLeast || usual < eventsLeast || count === 0) return [] // silence is told apart
  return count * factor < usual ? [rateAlert({ collector, source, hour, count, usual }, nowMs)] : []
}

interface Drop {
  readonly collector: string
  readonly source: string
  readonly hour: number
  readonly count: number
  readonly usual: number
}

function rateAlert({ collector, source, hour, count, usual }: Drop, nowMs: number): Event {
  const key = JSON.stringify(["vedette-source-rate", collector, source, hour])
  const hash = new Bun.CryptoHasher("sha256").update(key).digest()
  const at = new Date(hour).toISOString()
  return {
    "@timestamp": at,
    "event.id": hash.subarray(0, 16).toString("base64url"),
    "event.created": new Date(nowMs).toISOString(),
    "event.kind": "alert",
    "event.dataset": "vedette.silence",
    "event.severity": 47,
    "event.start": at,
    "event.end": new Date(hour + hourMs).toISOString(),
    "rule.id": "vedette-source-rate",
    "rule.name": "A source sends far less than usual",
    "rule.description":
      "In the last hour far fewer events came than in the same hour of the days before. Part of what " +
      "sends may be down, cut off or filtered: detection sees less of it.",
    "rule.ruleset": "vedette",
    "rule.version": "1",
    "vedette.stream": "alerts",
    "vedette.source": source,
    "vedette.batch": "vedette-source-rate",
    "vedette.repeat": true, // a restart raises it again
    "observer.name": collector,
    message: `${source} at ${collector} sent ${count} events in an hour in which ${usual} are usual`,
  }
}
