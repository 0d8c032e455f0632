import type { Event } from "#shared/ecs/event.ts"
import type { Origin, Parse, Raw } from "#shared/pipeline/types.ts"
import { isMap } from "#shared/sigma/selection.ts"
import { formats } from "./formats/index.ts"
import { openNormaliser } from "./normalise.ts"
import { parserOf } from "./parse.ts"

const receivedMs = Date.UTC(2026, 5, 1)
const normalizeRules = new URL("../rules/normalize", import.meta.url).pathname
let parser: Parse<Raw> | undefined

/**
 * The event of a detection rule's case: `raw` (a line) or `record` (a JSON object as its provider
 * writes it), either with a `dataset`, goes through the parser and our normalisation rules; any
 * other map is an event already, flat as we keep it. Throws an Error with the reason on bad input.
 */
export function eventOfCase(one: Readonly<Record<string, unknown>>): Event {
  const { raw, record, dataset, ...rest } = one
  if (raw === undefined && record === undefined) return one as Event
  const unknown = Object.keys(rest)[0]
  if (unknown !== undefined) throw new Error(`beside "raw" or "record" stands "${unknown}"`)
  const origin: Origin = {
    source: "cases",
    batch: "cases",
    receivedMs,
    format: "auto",
    ...(dataset !== undefined && { dataset: String(dataset) }),
  }
  const events: Event[] = []
  parser ??= openParser()
  parser({ text: typeof raw === "string" ? raw : textOf(record), position: 0 }, origin, events)
  const [event] = events
  if (!event) throw new Error("its record makes no event")
  return event
}

function textOf(record: unknown): string {
  if (!isMap(record)) throw new Error('its "record" is not a map')
  return JSON.stringify(record)
}

const openParser = (): Parse<Raw> =>
  parserOf({ formats, normalise: openNormaliser([normalizeRules]), collector: "cases" })
