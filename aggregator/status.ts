import type { Bus, BusHealth } from "#shared/bus/types.ts"
import type { Deps } from "#shared/config/define.ts"
import { version } from "#shared/config/program.ts"
import type { ConfigState } from "#shared/config/reload.ts"
import { pause } from "#shared/pipeline/retrying.ts"
import type { LoadedRules } from "#shared/sigma/rules.ts"
import { inTime } from "./in-time.ts"
import type { Store } from "./store/types.ts"
import type { Status } from "./store-sink.ts"

const everyMs = 10_000
const firstMs = 1000

interface Parts {
  readonly store: Store
  /** What is wrong with the bus is among the problems from then on. */
  readonly busHealth: () => Promise<BusHealth>
  readonly rules: () => LoadedRules
  readonly config: () => ConfigState | undefined
  readonly problems: () => Promise<readonly string[]>
}

/** How this aggregator does, whenever it is asked. */
export function statusOf(
  name: string,
  { store, busHealth, rules, problems, config }: Parts,
  { now, metrics }: Pick<Deps, "now" | "metrics">,
): () => Promise<Status> {
  const startedMs = now()
  return async () => {
    const health = await busHealth()
    const rows = await inTime<readonly unknown[] | undefined>(store.documents("ledger"), undefined)
    return {
      program: "aggregator",
      name,
      version,
      atMs: now(),
      startedMs,
      ledger: [], // its rows are the collectors'
      ...(rows && { ledgerRows: rows.length }),
      lag: health.lag,
      stored: await storedIn(metrics),
      problems: await problems(),
      config: config(),
      rules: {
        loaded: rules().rules.length,
        correlations: rules().correlations.length,
        refused: rules().refused,
      },
    }
  }
}

/** What the sink has counted. */
async function storedIn(metrics: Deps["metrics"]): Promise<number> {
  const { values = [] } = (await metrics.find("vedette_store_events_total")?.get()) ?? {}
  const isStored = (outcome: unknown) => outcome === "created" || outcome === "duplicate"
  return values.reduce((sum, one) => sum + (isStored(one.labels["outcome"]) ? one.value : 0), 0)
}

/** Puts this aggregator's status on the bus every ten seconds, where all aggregators read it. */
export async function reportStatus(
  status: () => Promise<Status>,
  bus: Bus,
  signal: AbortSignal,
): Promise<void> {
  await pause(firstMs, signal)
  while (!signal.aborted) {
    await report(status, bus, signal).catch(() => {}) // the next one tells
    await pause(everyMs, signal)
  }
}

async function report(status: () => Promise<Status>, bus: Bus, signal: AbortSignal) {
  const now = await status()
  const at = new Date(now.atMs).toISOString()
  const event = {
    "@timestamp": at,
    "event.id": crypto.randomUUID(),
    "event.created": at,
    "event.kind": "state",
    "vedette.stream": "status",
    "vedette.source": "status",
    "vedette.status": JSON.stringify(now),
  }
  await bus.publish([{ topic: "status", key: now.name, value: JSON.stringify(event) }], signal)
}
