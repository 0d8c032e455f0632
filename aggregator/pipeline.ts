import type { Delivered } from "#shared/bus/types.ts"
import type { Pipeline, Sink, Source, Stage } from "#shared/pipeline/types.ts"
import { decode } from "./decode.ts"

/** What happens to an event at the centre, in order. */
export interface Centre {
  /** Geo, ASN, …: what we know of its addresses, users and hosts. */
  readonly enrich: readonly Stage[]
  /** Sigma correlations over `vedette.matches` → alerts. */
  readonly correlate: Stage
  readonly sink: Sink
}

export function centrePipeline(
  source: Source<Delivered>,
  { enrich, correlate, sink }: Centre,
  inFlightBytesMax: number,
  onBug: (bug: unknown) => void,
): Pipeline<Delivered> {
  return { source, parse: decode, stages: [...enrich, correlate], sink, inFlightBytesMax, onBug }
}
