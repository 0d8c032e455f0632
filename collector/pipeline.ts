import type { LogWriter } from "#shared/bus/log-types.ts"
import type { Ledger } from "#shared/pipeline/ledger.ts"
import type { Parse, Pipeline, Raw, Sink, Source, Stage } from "#shared/pipeline/types.ts"
import { busSink } from "./bus-sink.ts"

/** What happens to a line at the edge, in order. */
export interface Edge {
  /** Wire format → fields → the rule tree → ECS; what it cannot read is a pipeline record. */
  readonly parse: Parse<Raw>
  /** What is learnt of sources: how late their events are, which of their hosts are heard. */
  readonly watch?: readonly Stage[]
  /** Sigma rules → `vedette.matches` and alerts. */
  readonly detect: Stage
  /** The durable log: the spool in front of Kafka, or itself the bus. */
  readonly log: LogWriter
  readonly ledger: Ledger
  /** How events come into the log; by default each waits until it can be written. */
  readonly sink?: Sink
}

export function edgePipeline(
  source: Source<Raw>,
  { parse, watch = [], detect, log, ledger, sink = busSink(log, ledger) }: Edge,
  inFlightBytesMax: number,
  onBug: (bug: unknown) => void,
): Pipeline<Raw> {
  return {
    source,
    parse,
    stages: [...watch, detect],
    sink,
    inFlightBytesMax,
    onBug,
  }
}
