import type { EcsFields } from "./fields.generated.ts"

/** What a field may hold. Objects and arrays of objects are kept as JSON text under `vendor.`. */
export type Value = string | number | boolean | null | readonly (string | number | boolean)[]

/** Which stream of the store an event belongs to. Set by Vedette alone, never read from a sender. */
export type Stream = "events" | "alerts" | "pipeline" | "status" | "audit"

/** Fields of our own. `fields.ts` holds their kinds. */
export interface OwnFields {
  "vedette.stream"?: Stream
  /** Name of the configured source. */
  "vedette.source"?: string
  /** The wire format that read it. */
  "vedette.format"?: string
  /** IANA zone of stamps that carry none, where the source has one. */
  "vedette.zone"?: string
  /** Name of the collector. */
  "vedette.collector"?: string
  /** The batch it was received in: tells a redelivery (same batch) from a duplicate (another). */
  "vedette.batch"?: string
  /** The edge may have sent this id before (a re-read file, a repeated request, a replay). */
  "vedette.repeat"?: boolean
  /** The exact bytes in base64, where `event.original` cannot hold them (not UTF-8). */
  "vedette.raw_base64"?: string
  /** Bytes of the record as received, where it was cut to the limit. */
  "vedette.original_bytes"?: number
  /** Ids of all detection rules that matched. */
  "vedette.matches"?: readonly string[]
  /** On an alert: ids of the events it stands on. */
  "vedette.event_ids"?: readonly string[]
  /** On an alert: JSON array of {field, value, pattern}, the predicates that matched. */
  "vedette.matched"?: string
  /** On a dead letter (a record of the stream `pipeline`): why it is one. A constant text. */
  "vedette.reason"?: string
  /** On a dead letter: where in its source the record stood, so that its ids can be made again. */
  "vedette.position"?: string
  /** On a dead letter: JSON object of the rest of its origin: format, dataset, zone, transport. */
  "vedette.origin"?: string
  /** On a dead letter: the event as JSON, without its raw text, where it was one already. */
  "vedette.document"?: string
  /** On an event that a replay made: the id of the dead letter. Counted with the letter alone. */
  "vedette.letter"?: string
  "vedette.peer.ip"?: string
  /** The sender as it proved itself: a token's name, a certificate's common name. */
  "vedette.peer.identity"?: string
  /** Of a sender that proved itself by a certificate: the certificate's subject. */
  "vedette.peer.subject"?: string
  "vedette.peer.issuer"?: string
  /** Its subject's alternative names. */
  "vedette.peer.names"?: readonly string[]
  /** SHA-256 of the certificate, hexadecimal. */
  "vedette.peer.fingerprint"?: string
  /** How near the text is to what rules look for; above 0 it is malicious. */
  "vedette.evasion.score"?: number
  "vedette.evasion.outcome"?: string
  /** Ids of the rules it comes nearest to, the nearest first. */
  "vedette.evasion.rules"?: readonly string[]
  /** On its alert: the parts of the text that spoke for it, most telling first. */
  "vedette.evasion.tokens"?: readonly string[]
  /** The form of its message: a hash of the text, and the text with <*> for what varies. */
  "vedette.template.id"?: string
  "vedette.template.text"?: string
  /** On an alert of unusual behaviour: dataset, host, user or source. */
  "vedette.anomaly.kind"?: string
  "vedette.anomaly.entity"?: string
  /** What was counted and gives most to the score. */
  "vedette.anomaly.feature"?: string
  /** About 1 is ordinary. */
  "vedette.anomaly.score"?: number
  "vedette.anomaly.threshold"?: number
  "vedette.anomaly.value"?: number
  "vedette.anomaly.expected"?: number
  /** The median of others of its kind at the same time. */
  "vedette.anomaly.peers"?: number
  /** What each feature gives to the score, the greatest first: `failed_logins 80 %`. */
  "vedette.anomaly.contributions"?: readonly string[]
  /** JSON array of the last counts of the feature, the newest last. */
  "vedette.anomaly.recent"?: string
  /** On a status event: the status as JSON. */
  "vedette.status"?: string
}

/**
 * One thing that happened, as a flat ECS document: `event["source.ip"]`.
 *
 * The same shape travels from the parser to the bus to the store; nothing re-nests or renames it.
 * A misspelt ECS name does not compile. What is not ECS lives under `vendor.<original path>`.
 */
export type Event = EcsFields &
  OwnFields & {
    [field: `vendor.${string}` | `log.syslog.structured_data.${string}`]: Value | undefined
  }

/** Why something could not be done with an event. A constant, so that refusing costs nothing. */
export type Reason = string

/** Reads a field whose name is known only at run time. */
export function fieldOf(event: Event, name: string): Value | undefined {
  const value = (event as Record<string, Value | undefined>)[name]
  return typeof value === "function" ? undefined : value // names such as "constructor"
}

/** Writes a field whose name is known only at run time. */
export function setField(event: Event, name: string, value: Value): void {
  ;(event as Record<string, Value>)[name] = value
}

/** Ends the id of a dead letter, so that the event it is to become has its own id free. */
const letterMark = ".letter"

/** The id of the dead letter of an event. */
export const letterIdOf = (id: string): string => (id.endsWith(letterMark) ? id : id + letterMark)

/** The id that the event of a dead letter was to have. */
export const eventIdOf = (letterId: string): string =>
  letterId.endsWith(letterMark) ? letterId.slice(0, -letterMark.length) : letterId

/**
 * Makes a dead letter of an event that could not be understood. It stays in the pipeline: kept,
 * counted, searchable, and can be replayed.
 */
export function fail(event: Event, reason: Reason): Event {
  const id = event["event.id"]
  if (id !== undefined) event["event.id"] = letterIdOf(id)
  event["event.kind"] = "pipeline_error"
  event["vedette.stream"] = "pipeline"
  event["vedette.reason"] = reason
  return event
}
