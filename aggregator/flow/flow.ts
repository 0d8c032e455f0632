import type { SourceRow } from "../sources.ts"
import type { Document } from "../store/types.ts"
import type { FlowMeter } from "./meter.ts"

/** The way of events through the site, now. Rates are events a second, absent while not known. */
export interface Flow {
  readonly sources: readonly FlowSource[]
  readonly collectors: readonly FlowProgram[]
  readonly bus: {
    readonly kind: string
    /** Records that no aggregator has settled yet; absent where nobody can say. */
    readonly waiting?: number
  }
  readonly aggregators: readonly FlowProgram[]
  readonly store: { readonly kind: string }
}

export interface FlowSource {
  readonly source: string
  readonly collector: string
  readonly perSecond?: number
  readonly lastMs: number
  readonly silentSinceMs?: number
}

export interface FlowProgram {
  readonly name: string
  readonly version: string
  /** Received by a collector, stored by an aggregator. */
  readonly perSecond?: number
  readonly lastMs: number
  /** Of a collector: what its durable log holds. */
  readonly spoolBytes?: number
}

interface Seen {
  readonly statuses: readonly Document[]
  readonly sources: readonly SourceRow[]
  readonly bus: Flow["bus"]
  readonly store: Flow["store"]
  readonly meter: FlowMeter
}

const goneMs = 7 * 24 * 3_600_000

/** Only sources that are read, and programs that were heard within a week. */
export function flowOf({ statuses, sources, bus, store, meter }: Seen, nowMs: number): Flow {
  const programs = statuses
    .map(({ body }) => programOf(body, meter))
    .filter(({ lastMs }) => nowMs - lastMs <= goneMs)
  const ofKind = (kind: string) =>
    programs.filter((one) => one.kind === kind).map(({ kind: _, ...program }) => program)
  return {
    sources: sources.filter(({ isRead }) => isRead).map((row) => sourceOf(row, meter)),
    collectors: ofKind("collector"),
    bus,
    aggregators: ofKind("aggregator"),
    store,
  }
}

function sourceOf({ source, collector, lastMs, silentSinceMs }: SourceRow, meter: FlowMeter) {
  const perSecond = meter.source(collector, source)
  return {
    ...{ source, collector, lastMs },
    ...(perSecond !== undefined && { perSecond }),
    ...(silentSinceMs !== undefined && { silentSinceMs }),
  }
}

function programOf(body: Document["body"], meter: FlowMeter) {
  const name = String(body.name)
  const isCollector = body.program === "collector"
  const perSecond = isCollector ? meter.collector(name) : meter.aggregator(name)
  const spoolBytes = Number(body.spoolBytes)
  return {
    kind: isCollector ? "collector" : "aggregator",
    name,
    version: String(body.version),
    lastMs: Number(body.heardMs ?? body.atMs) || 0,
    ...(perSecond !== undefined && { perSecond }),
    ...(isCollector && Number.isFinite(spoolBytes) && { spoolBytes }),
  }
}
