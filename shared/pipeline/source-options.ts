import * as v from "valibot"
import { name, text, zone } from "../config/units.ts"
import type { Origin } from "./types.ts"

/** Options that every source has, beside its `type`. */
export const sourceEntries = {
  name: name("Name of the source: `vedette.source` of its events, and a label of its metrics."),
  format: v.optional(text("Wire format of its records; `auto` looks at each record."), "auto"),
  dataset: v.optional(text("Dataset of its records, where they don't say it themselves.")),
  zone: v.optional(zone("IANA time zone of stamps that carry none.")),
}

export interface SourceEntries {
  readonly name: string
  readonly format: string
  readonly dataset?: string | undefined
  readonly zone?: string | undefined
}

/** The part of an `Origin` that the configuration says. */
export function configuredOrigin(options: SourceEntries): Omit<Origin, "batch" | "receivedMs"> {
  return {
    source: options.name,
    ...(options.format !== "auto" && { format: options.format }),
    ...(options.dataset !== undefined && { dataset: options.dataset }),
    ...(options.zone !== undefined && { zone: options.zone }),
  }
}

/** Names a start of a source, so that its counters never give the same position twice. */
export function startId(deps: { now: () => number; random: () => number }): string {
  const chance = Math.floor(deps.random() * 2 ** 48)
  return `${deps.now().toString(36)}-${chance.toString(36)}`
}
