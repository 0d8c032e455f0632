import { type Event, fieldOf } from "#shared/ecs/event.ts"

/** What is known of a field from the newest matches. */
export interface FieldSample {
  readonly name: string
  /** In how many of them it has a value. */
  readonly present: number
  readonly different: number
  /** The most frequent first. */
  readonly top: readonly (readonly [value: string, count: number])[]
}

const valueCharactersMax = 256
const valuesMax = 5

/** The fields of some events by name: of too many the most frequent. */
export function sampleFields(events: readonly Event[], fieldsMax: number): readonly FieldSample[] {
  const present = new Map<string, number>()
  for (const event of events)
    for (const name of Object.keys(event)) present.set(name, (present.get(name) ?? 0) + 1)
  return [...present]
    .sort((a, b) => b[1] - a[1])
    .slice(0, fieldsMax)
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .map(([name, count]) => ({ name, present: count, ...valuesOf(events, name) }))
}

function valuesOf(events: readonly Event[], name: string) {
  const counts = new Map<string, number>()
  for (const event of events) {
    const value = fieldOf(event, name)
    for (const one of new Set([value ?? []].flat())) if (one !== null) count(counts, String(one))
  }
  const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, valuesMax)
  return { different: counts.size, top }
}

/** Long values are told apart by their start. */
function count(counts: Map<string, number>, value: string): void {
  const key = value.slice(0, valueCharactersMax + 1)
  counts.set(key, (counts.get(key) ?? 0) + 1)
}
