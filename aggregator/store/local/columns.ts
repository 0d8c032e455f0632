import type { Event } from "#shared/ecs/event.ts"
import { ipHex, valuesOf } from "../query-match.ts"

/** Fields with a column of text. Other fields are read from the event's JSON. */
export const textColumns: ReadonlyMap<string, string> = new Map([
  ["vedette.stream", "stream"],
  ["vedette.source", "source"],
  ["vedette.batch", "batch"],
  ["event.dataset", "dataset"],
  ["event.kind", "kind"],
  ["event.category", "category"],
  ["event.action", "action"],
  ["event.outcome", "outcome"],
  ["host.name", "host"],
  ["user.name", "user"],
  ["process.name", "process"],
  ["rule.id", "rule_id"],
  ["rule.name", "rule_name"],
  ["vedette.collector", "collector"],
  ["vedette.reason", "reason"],
  ["vedette.letter", "letter"],
])
export const ipColumns: ReadonlyMap<string, string> = new Map([
  ["source.ip", "source_ip"],
  ["destination.ip", "destination_ip"],
])
export const severityField = "event.severity"

/** Values of an array stand in one column, each between two of these. */
export const separator = "\u0001"
const cellCharsMax = 1024

type Cell = string | number | null

/** The cells of an event, and whether some cell cannot say all that the event does. */
export interface Cells {
  readonly values: readonly Cell[]
  /** The row must be judged by its JSON: a value with control characters, too long, of odd kind. */
  readonly odd: boolean
}

export const columnNames: readonly string[] = [
  ...textColumns.values(),
  ...[...ipColumns.values()].flatMap((name) => [name, `${name}_hex`]),
  "severity",
]

export function cellsOf(event: Event): Cells {
  let odd = Number.isNaN(Date.parse(event["@timestamp"] ?? ""))
  const values: Cell[] = []
  for (const field of textColumns.keys()) {
    const cell = textCell(event, field)
    odd ||= cell.odd
    values.push(cell.value)
  }
  for (const field of ipColumns.keys()) {
    const cell = textCell(event, field)
    const hex = cell.value === null ? null : (ipHex(cell.value) ?? null)
    odd ||= cell.odd || (cell.value !== null && hex === null)
    values.push(cell.value, hex)
  }
  const [severity, ...more] = valuesOf(event, severityField)
  const number = typeof severity === "number" && Number.isFinite(severity) ? severity : null
  odd ||= more.length > 0 || (severity !== undefined && number === null)
  values.push(number)
  return { values, odd }
}

function textCell(event: Event, field: string): { value: string | null; odd: boolean } {
  const all = valuesOf(event, field).map(String)
  if (all.length === 0) return { value: null, odd: false }
  const odd = all.some(
    (text) =>
      text.length > cellCharsMax ||
      text.includes(separator) ||
      text.includes("\0") ||
      !text.isWellFormed(),
  )
  if (odd || all.join("").length > cellCharsMax) return { value: null, odd: true }
  return { value: all.length === 1 ? all[0]! : separator + all.join(separator) + separator, odd }
}
