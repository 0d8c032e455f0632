import type { Event, Reason } from "#shared/ecs/event.ts"

/** What a format may know beside the text. */
export interface FormatContext {
  /** Stamps without a year lie before it: receipt, or `--reference-time`. */
  readonly referenceMs: number
  /** IANA zone of stamps that carry none. */
  readonly zone: string
  /** What earlier records of the same stream said of those that follow, such as `#Fields`. */
  readonly memory?: () => Map<string, string>
}

/** What `read` returns for a record that is about others and no event of its own. */
export const noEvent: Reason = "no event"

/**
 * A wire format: how a record's text becomes fields. Pure: no clock, no I/O, no state. It writes
 * what the format itself says (header fields in ECS, all else under `vendor.`); what that means for
 * a dataset is said by the rule tree.
 */
export interface Format {
  /** The name used in the configuration. */
  readonly name: string
  readonly summary: string
  /** A record of the format, for the documentation. The suite checks that it reads. */
  readonly example: string
  /** Whether a text of unknown format looks like this one. Cheap: a glance at the first bytes. */
  readonly looksLike: (text: string) => boolean
  /** Several events in one record (`Records` of CloudTrail, a JSON array): their texts. */
  readonly split?: (text: string) => readonly string[] | undefined
  /** Its message may be a record of another format. */
  readonly wraps?: boolean
  /** Writes onto the event what the text says. Returns the reason if it is not of the format. */
  readonly read: (text: string, event: Event, context: FormatContext) => Reason | undefined
}
