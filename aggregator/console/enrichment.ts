import { type Event, fieldOf } from "#shared/ecs/event.ts"
import { valueText } from "./parts/text.tsx"

/** What was added to events beyond the log's own words, in the order in which it is shown. */
export const enrichmentKinds = [
  ["Place and network", /^(?:source|destination|client|server|observer|host)\.(?:geo|as)\./],
  ["Threat intelligence", /^threat\.(?:enrichments|indicator|feed)\./],
  ["Host", /^host\.(?!name$|hostname$|geo\.|as\.)/],
  ["User", /^user\.(?!name$|target\.name$|effective\.name$)/],
  [
    "Domain",
    /^(?:source|destination|client|server|dns\.question|url)\.(?:registered_|sub)?domain$/,
  ],
  [
    "Program",
    /^(?:user_agent\.|process\.(?:hash|code_signature|pe)\.|file\.(?:hash|code_signature)\.)/,
  ],
  ["Asset", /^(?:organization\.|labels\.|vendor\.(?:asset|identity|cmdb)\.)/],
] as const
export type EnrichmentKind = (typeof enrichmentKinds)[number][0]

export interface Enriched {
  readonly field: string
  /** The different values that the events have, the first ones. */
  readonly values: readonly string[]
  readonly more: number
}

const fieldsMax = 40
const valuesMax = 5

/** What is on some events of each kind; kinds of which there is nothing are left out. */
export function enrichmentOf(
  events: readonly Event[],
): readonly { readonly kind: EnrichmentKind; readonly rows: readonly Enriched[] }[] {
  const found = enrichmentKinds.map(([kind, shape]) => ({
    kind,
    shape,
    fields: new Map<string, Set<string>>(),
  }))
  for (const event of events)
    for (const field of Object.keys(event)) {
      const text = valueText(fieldOf(event, field))
      const place = text && found.find(({ shape }) => shape.test(field))
      if (!place || (place.fields.size >= fieldsMax && !place.fields.has(field))) continue
      place.fields.set(
        field,
        (place.fields.get(field) ?? new Set<string>()).add(text.slice(0, 1_000)),
      )
    }
  return found
    .map(({ kind, fields }) => ({ kind, rows: [...fields].sort(byName).map(rowOf) }))
    .filter(({ rows }) => rows.length > 0)
}

const byName = (a: readonly [string, unknown], b: readonly [string, unknown]) =>
  a[0] < b[0] ? -1 : 1

const rowOf = ([field, values]: readonly [string, ReadonlySet<string>]): Enriched => ({
  field,
  values: [...values].slice(0, valuesMax),
  more: Math.max(0, values.size - valuesMax),
})
