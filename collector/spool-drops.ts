import * as v from "valibot"
import type { LogWriter } from "#shared/bus/log-types.ts"
import type { Deps } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Ledger } from "#shared/pipeline/ledger.ts"
import type { Sink } from "#shared/pipeline/types.ts"

export const whenFull = v.pipe(
  v.picklist(["block", "dropNewest", "dropLowestSeverity"]),
  v.description(
    "What happens when the spool, or the local bus, is full or its disk takes nothing. `block`: " +
      "sources are held back and nothing is lost. `dropNewest`: sources are never held back; what " +
      "comes then is dropped. `dropLowestSeverity`: so too, and from 80 % on informational events " +
      "are dropped, from 90 % on also notices and warnings. All that is dropped is counted.",
  ),
)

export type WhenFull = v.InferOutput<typeof whenFull>

const lookEveryMs = 100
/** From how full on which severities (of syslog: 7 is debug) are dropped. */
const marks = [
  { share: 0.9, least: 4 },
  { share: 0.8, least: 6 },
]
const unknownSeverity = 5

/** The sink, but that it never waits for a log that is full: what can't be kept is counted instead. */
export function droppingSink(
  sink: Sink,
  policy: Exclude<WhenFull, "block">,
  log: LogWriter,
  ledger: Pick<Ledger, "drop">,
  { metrics }: Pick<Deps, "metrics">,
): Sink {
  const dropped = metrics.counter(
    "vedette_spool_dropped_events_total",
    "Events that were dropped because the durable log was full, as whenFull says.",
    ["source", "reason"],
  )
  const drop = (events: readonly Event[], reason: string) => {
    for (const [source, of] of Map.groupBy(events, (event) => event["vedette.source"] ?? "")) {
      dropped.inc({ source, reason }, of.length)
      const received = of.filter((event) => event["vedette.stream"] !== "alerts").length
      if (received > 0) ledger.drop(source, reason, received)
    }
  }
  return {
    async write(events, signal) {
      const least = policy === "dropLowestSeverity" ? leastDropped(log) : Number.POSITIVE_INFINITY
      const kept = events.filter((event) => severityOf(event) < least)
      if (kept.length < events.length)
        drop(
          events.filter((event) => severityOf(event) >= least),
          "spool nearly full",
        )
      if (kept.length === 0) return []
      if (!log.full && (await isWritten(sink, kept, log, signal))) return []
      drop(kept, "spool full")
      return []
    },
    [Symbol.asyncDispose]: () => sink[Symbol.asyncDispose](),
  }
}

/** False: the log became full meanwhile. */
async function isWritten(
  sink: Sink,
  events: readonly Event[],
  log: LogWriter,
  signal: AbortSignal,
): Promise<boolean> {
  const full = new AbortController()
  const timer = setInterval(() => log.full && full.abort(), lookEveryMs)
  try {
    await sink.write(events, AbortSignal.any([signal, full.signal]))
    return true
  } catch (cause) {
    if (signal.aborted || !full.signal.aborted) throw cause
    return false
  } finally {
    clearInterval(timer)
  }
}

const leastDropped = ({ bytes, bytesMax }: LogWriter): number =>
  marks.find(({ share }) => bytes >= share * bytesMax)?.least ?? Number.POSITIVE_INFINITY

/** Of what we raised ourselves, below all: it goes last. */
function severityOf(event: Event): number {
  if ((event["vedette.stream"] ?? "events") !== "events") return -1
  const code = event["log.syslog.severity.code"]
  if (typeof code === "number") return code
  const level = event["log.level"]?.toLowerCase() ?? ""
  return levels.find(([pattern]) => pattern.test(level))?.[1] ?? unknownSeverity
}

const levels: readonly (readonly [RegExp, number])[] = [
  [/^(trace|debug|verbose)/, 7],
  [/^info/, 6],
  [/^notice/, 5],
  [/^warn/, 4],
  [/^(err|fatal|crit|alert|emerg|panic|severe)/, 3],
]
