import type { Event, Stream } from "#shared/ecs/event.ts"
import type { Refusal } from "#shared/pipeline/types.ts"
import type { Query } from "./query.ts"

/** Which events a question is about. Times are ISO 8601 or epoch ms, half-open: [from, to). */
export interface Scope {
  readonly streams: readonly Stream[]
  readonly query: Query
  readonly fromMs?: number
  readonly toMs?: number
}

export interface Page {
  /** Matches in all; a lower bound where `totalIsLowerBound`. */
  readonly total: number
  readonly totalIsLowerBound?: boolean
  /** Newest first by `@timestamp`, then by id. */
  readonly events: readonly Event[]
  /** Pass it as `after` for the next page; absent on the last. */
  readonly after?: string
  /** What the answer leaves out, in words (a scan limit, a damaged file); empty when exact. */
  readonly caveats: readonly string[]
}

/** How much of a long question is done, from 0 to 1. */
export type Tell = (share: number) => void

/** One bar of a histogram: counts by value of the `by` field, or under "" where there is none. */
export interface Bucket {
  readonly fromMs: number
  readonly counts: Readonly<Record<string, number>>
}

export interface Term {
  readonly value: string
  readonly count: number
  /** Newest `@timestamp` of the value, epoch ms. */
  readonly lastMs: number
}

/** What a chart shows, and what it leaves out, in words; empty when exact. */
export interface Bars {
  readonly buckets: readonly Bucket[]
  readonly caveats: readonly string[]
}

/** The most frequent first, and what they leave out, in words; empty when exact. */
export interface Terms {
  readonly values: readonly Term[]
  readonly caveats: readonly string[]
}

/** What `append` did with a batch. created + duplicates + redelivered + refusals = events given. */
export interface Appended {
  readonly created: number
  /** Known id, but received in another batch: the sender sent it twice. Counted in the ledger. */
  readonly duplicates: number
  /** Known id of the same batch: we wrote it before. Not in the ledger. */
  readonly redelivered: number
  readonly refusals: readonly Refusal[]
}

/** What the store holds of what one source of one collector received in an hour. */
export interface Tally {
  /** "" for what did not come from a collector. */
  readonly collector: string
  readonly source: string
  /** First instant of the hour of `event.created`, epoch ms. */
  readonly hourMs: number
  /** Unique ids in `events` and `pipeline`, but for those that replays made of dead letters. */
  readonly stored: number
  readonly deduplicated: number
  /** Unique ids in `alerts`, and what came of them again. */
  readonly alerts: number
  readonly alertsDeduplicated: number
}

/** A document with a current state, such as the status of a collector or the verdict on an alert. */
export interface Document {
  readonly id: string
  readonly revision: number
  readonly body: Readonly<Record<string, unknown>>
}

/** Indexes of documents with a current state. */
export const kinds = [
  ...(["status", "ledger", "silence", "alert-state", "saved-search", "search-history"] as const),
  ...(["settings", "rules"] as const),
] as const
export type DocumentKind = (typeof kinds)[number]

/** Where events rest and are searched. `local` and `opensearch` both pass `store-suite.ts`. */
export interface Store extends AsyncDisposable {
  /**
   * Writes each event under its `event.id` once, into the stream that `vedette.stream` names.
   * Resolves when durable; throws when that is not known, and the caller tries again.
   * @param mayRepeat the ids may be known from before, so they are first looked up over the whole
   *   stream (also done for events marked `vedette.repeat`)
   */
  append(events: readonly Event[], mayRepeat: boolean, signal: AbortSignal): Promise<Appended>
  /** Replaces the document unless the one stored has a revision as high. Returns whether it did. */
  put(kind: DocumentKind, document: Document): Promise<boolean>
  /** All of a kind, or those of them that have these ids. */
  documents(kind: DocumentKind, ids?: readonly string[]): Promise<readonly Document[]>
  /** Removes documents; those that are not there are no matter. */
  remove(kind: DocumentKind, ids: readonly string[]): Promise<void>

  get(id: string): Promise<Event | undefined>
  /** @param tell is called with the share that is done, where a store knows it */
  search(
    scope: Scope,
    size: number,
    after: string | undefined,
    signal: AbortSignal,
    tell?: Tell,
  ): Promise<Page>
  count(scope: Scope, signal: AbortSignal): Promise<number>
  /** Bars of `stepMs` that cover the scope's span (fromMs and toMs are required); empty ones left out. */
  histogram(
    scope: Scope,
    stepMs: number,
    by: string | undefined,
    signal: AbortSignal,
  ): Promise<Bars>
  /** The most frequent values of a field, at most `size`. */
  terms(scope: Scope, field: string, size: number, signal: AbortSignal): Promise<Terms>

  /** By collector, source and hour, of events whose `event.created` lies in [fromMs, toMs). Exact. */
  tally(fromMs: number, toMs: number): Promise<readonly Tally[]>
  /** All that was stored since then is still there; 0 where nothing has been removed. */
  retainedFromMs(): Promise<number>
  /** Removes what is older than the retention, and what else must be done now and then. */
  maintain(signal: AbortSignal): Promise<void>
  /** What is wrong, in words for a person; empty when nothing is. */
  problems(): Promise<readonly string[]>
}
