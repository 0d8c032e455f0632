import { type Event, fieldOf } from "#shared/ecs/event.ts"
import type { NormaliseRule } from "./rule.ts"

/** Fields that most roots ask for exactly; the first of a rule's own that is here is its key. */
const keyFields = [
  "process.name",
  "event.provider",
  "vendor.winlog.channel",
  "event.code",
  "event.dataset",
  "vedette.format",
]

/** Leads an event to the first root rule, in the order of files, whose condition holds. */
export function routerOf(
  rules: readonly NormaliseRule[],
): (event: Event) => NormaliseRule | undefined {
  const keyed = new Map<string, [number, NormaliseRule][]>()
  const others: [number, NormaliseRule][] = []
  for (const [place, rule] of rules.entries()) {
    const keys = keysOf(rule.selection)
    if (!keys) others.push([place, rule])
    for (const key of new Set(keys)) {
      keyed.set(key, [...(keyed.get(key) ?? []), [place, rule]])
    }
  }
  return (event) => {
    let best = firstOf(others, event, Number.POSITIVE_INFINITY)
    for (const field of keyFields) {
      const value = fieldOf(event, field)
      const list = typeof value === "string" ? keyed.get(keyOf(field, value)) : undefined
      if (list) best = firstOf(list, event, best?.[0] ?? Number.POSITIVE_INFINITY) ?? best
    }
    return best?.[1]
  }
}

function firstOf(list: readonly [number, NormaliseRule][], event: Event, before: number) {
  for (const entry of list) {
    if (entry[0] >= before) return undefined
    if (entry[1].when(event)) return entry
  }
  return undefined
}

const keyOf = (field: string, value: string): string => `${field}=${value.toLowerCase()}`

/** The keys of a selection, if each of its alternatives has one. */
function keysOf(selection: unknown): string[] | undefined {
  if (Array.isArray(selection)) {
    const each = selection.map(keysOf)
    return each.includes(undefined) ? undefined : (each.flat() as string[])
  }
  if (typeof selection !== "object" || selection === null) return undefined
  const map = selection as Record<string, unknown>
  const field = keyFields.find((name) => map[name] !== undefined && map[name] !== null)
  if (!field) return undefined
  const values = Array.isArray(map[field]) ? map[field] : [map[field]]
  return values.map((value) => keyOf(field, String(value)))
}
