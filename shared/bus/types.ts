import type { Source } from "../pipeline/types.ts"

/** The topics, named `vedette-<topic>` on Kafka. */
export const topics = ["events", "alerts", "pipeline", "status", "replay", "state"] as const
export type Topic = (typeof topics)[number]

/** A record on its way: `value` is JSON text, `key` keeps the order of what shares it. */
export interface BusRecord {
  readonly topic: Topic
  readonly key: string
  readonly value: string
}

/** A record as a group reads it. */
export interface Delivered {
  readonly topic: Topic
  readonly key: string
  readonly value: string
  /** Log and offset, or topic, partition and offset: for error messages and dead letters. */
  readonly position: string
  /** In the place of `value` where it can't be read: the exact bytes, and why. */
  readonly packed?: { readonly reason: string; readonly bytes: Uint8Array }
}

/** How the bus is doing, in words for a person; an empty list means well. */
export interface BusHealth {
  readonly problems: readonly string[]
  /** What a person should look at though all goes on, in words. */
  readonly notices?: readonly string[]
  /** Bytes or records that the slowest group has yet to read, by group. */
  readonly lag: Readonly<Record<string, number>>
}

/**
 * Carries records from collectors to aggregators, at least once.
 *
 * `local` is a durable log of segment files that one writer appends to and others read;
 * `kafka` is a cluster. Both pass `bus-suite.ts`.
 */
export interface Bus extends AsyncDisposable {
  /**
   * Resolves when all records are durable (fsync, acks=all); rejects when that is not known, and the
   * caller tries again. Records of one call with one key keep their order.
   */
  publish(records: readonly BusRecord[], signal: AbortSignal): Promise<void>
  /**
   * Reads the topics from where the group stands (the beginning, if it is new). A batch's `settle()`
   * moves the group on; what was not settled is delivered again after a restart, and then
   * `origin.mayRepeat` is true. `settle(failure)` leaves the group where it stands and ends the reading.
   */
  subscribe(topics: readonly Topic[], group: string): Source<Delivered>
  health(): Promise<BusHealth>
}
