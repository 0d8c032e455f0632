import type { Event, Reason } from "../ecs/event.ts"
import type { PeerCertificate } from "./peer-certificate.ts"

/** A record as a source received it: one line, datagram, request item or message. */
export interface Raw {
  readonly text: string
  /** The exact bytes, only where `text` is not them (invalid UTF-8). */
  readonly bytes?: Uint8Array
  /** Length before it was cut to the source's limit, only where it was cut. */
  readonly originalBytes?: number
  /**
   * Where in the source it stood: an offset in a file or partition, else start id and counter.
   * With the source's name and the bytes it fixes `event.id`.
   */
  readonly position: string | number
  /** Address of the sender, where it differs from the batch's. */
  readonly peer?: string
  /** Why it can't be read, where its source knows: it is kept as it is. */
  readonly reason?: Reason
  /** Where it is replayed: the dead letter's id, and the id that its event was to have. */
  readonly replayed?: { readonly letter: string; readonly id?: string }
}

/** Where a batch came from. Shared by all its items, so that a line costs little of its own. */
export interface Origin {
  /** Name of the configured source, or of the group that reads the bus. */
  readonly source: string
  /** Unique to this reading; written on each event as `vedette.batch`. */
  readonly batch: string
  readonly receivedMs: number
  readonly format?: string
  readonly dataset?: string
  /** IANA zone of stamps that carry none. */
  readonly zone?: string
  readonly transport?: "udp" | "tcp" | "tls" | "http"
  readonly peer?: string
  /** The sender as it proved itself: a token's name, a certificate's subject. */
  readonly identity?: string
  /** The certificate by which it did, checked against the source's authorities. */
  readonly certificate?: PeerCertificate
  readonly path?: string
  /** The items may have been delivered before: after a start, a rebalance, a retry, a replay. */
  readonly mayRepeat?: boolean
}

/** Items that arrived together and are delivered, or not, together. */
export interface Batch<Item> {
  readonly items: readonly Item[]
  readonly origin: Origin
  /** Size of the items, for the bound on what is open. */
  readonly bytes: number
  /** Called exactly once: with nothing when every event is safe downstream, else with the cause. */
  settle(failure?: unknown): void | Promise<void>
}

/** Where items come from. Back pressure is the await: the next batch is asked for when wanted. */
export interface Source<Item> extends AsyncDisposable {
  read(signal: AbortSignal): AsyncIterable<Batch<Item>>
}

/**
 * Makes events of an item and pushes them to `out`: one for most, several for a wrapper such as
 * CloudTrail's `Records`, none for a directive or an empty line. Total: what it cannot understand
 * becomes a `pipeline_error` event.
 */
export type Parse<Item> = (item: Item, origin: Origin, out: Event[]) => void

/**
 * One step of the pipeline: reads the event and writes on it what it learned. Synchronous, since all
 * that it needs is in memory. It cannot drop the event; an alert that it raises is pushed to `out`.
 */
export type Stage = (event: Event, out: Event[]) => void

/** An event that the sink will never take, however often it is tried. */
export interface Refusal {
  readonly event: Event
  readonly reason: Reason
}

/** Where events go. Resolves when they are durable. To throw means "try again"; a refusal is final. */
export interface Sink extends AsyncDisposable {
  write(events: readonly Event[], signal: AbortSignal): Promise<readonly Refusal[]>
}

/** The whole journey from one source to the sink. */
export interface Pipeline<Item> {
  readonly source: Source<Item>
  readonly parse: Parse<Item>
  readonly stages: readonly Stage[]
  readonly sink: Sink
  /** Bytes of batches that may be open (read but not settled) at once. */
  readonly inFlightBytesMax: number
  /** Told of each bug in a parser or stage; the event is kept as a `pipeline_error`. */
  readonly onBug?: (bug: unknown) => void
}
