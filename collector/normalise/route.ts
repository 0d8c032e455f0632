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

/** Fields that most events have, so that their presence tells nothing. */
const common = /^(?:message|process\.name|host\.|log\.(?!file)|event\.|vedette\.|@timestamp)/

type Entry = readonly [place: number, rule: NormaliseRule]

/**
 * Leads an event to the first root rule, in the order of files, whose condition holds. Only rules are
 * tried whose key the event has, or a field that they cannot do without; and those that have neither.
 */
export function routerOf(
  rules: readonly NormaliseRule[],
): (event: Event) => NormaliseRule | undefined {
  const keyed = new Map<string, Entry[]>()
  const anchored = new Map<string, Entry[]>()
  const others: Entry[] = []
  for (const entry of rules.entries()) {
    const ways = waysOf(entry[1].selection)
    if (!ways) others.push(entry)
    for (const key of new Set(ways?.flatMap(({ keys }) => keys ?? []))) add(keyed, key, entry)
    for (const field of new Set(ways?.flatMap(({ anchor }) => anchor ?? [])))
      add(anchored, field, entry)
  }
  return (event) => {
    let best = firstOf(others, event, Number.POSITIVE_INFINITY)
    const tryList = (list: readonly Entry[] | undefined) => {
      if (list) best = firstOf(list, event, best?.[0] ?? Number.POSITIVE_INFINITY) ?? best
    }
    for (const field of keyFields) {
      const value = fieldOf(event, field)
      if (typeof value === "string") tryList(keyed.get(keyOf(field, value)))
    }
    for (const [field, list] of anchored) if (fieldOf(event, field) !== undefined) tryList(list)
    return best?.[1]
  }
}

function add(map: Map<string, Entry[]>, key: string, entry: Entry): void {
  const list = map.get(key)
  if (list) list.push(entry)
  else map.set(key, [entry])
}

function firstOf(list: readonly Entry[], event: Event, before: number): Entry | undefined {
  for (const entry of list) {
    if (entry[0] >= before) return undefined
    if (entry[1].when(event)) return entry
  }
  return undefined
}

const keyOf = (field: string, value: string): string => `${field}=${value.toLowerCase()}`

/** How an alternative of a selection is found: by values of a key field, or by a field's presence. */
interface Way {
  readonly keys?: readonly string[]
  readonly anchor?: string
}

/** The ways to each of a selection's alternatives, if all of them have one. */
function waysOf(selection: unknown): Way[] | undefined {
  if (Array.isArray(selection)) {
    const each = selection.map(waysOf)
    return each.includes(undefined) ? undefined : (each.flat() as Way[])
  }
  if (typeof selection !== "object" || selection === null) return undefined
  const map = selection as Record<string, unknown>
  const keys = keysOf(map)
  if (keys) return [{ keys }]
  const anchor = anchorOf(map)
  return anchor === undefined ? undefined : [{ anchor }]
}

function keysOf(map: Record<string, unknown>): string[] | undefined {
  const field = keyFields.find((name) => map[name] !== undefined && map[name] !== null)
  if (!field) return undefined
  const values = Array.isArray(map[field]) ? map[field] : [map[field]]
  return values.map((value) => keyOf(field, String(value)))
}

/** A field that must be there for the alternative to hold, and that few events have. */
function anchorOf(map: Record<string, unknown>): string | undefined {
  for (const [key, value] of Object.entries(map)) {
    const [field = "", modifier] = key.split("|")
    const needs = modifier === "exists" ? value === true : isText(value)
    if (needs && field !== "" && !common.test(field)) return field
  }
  return undefined
}

const isText = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.every(isText)
    : (typeof value === "string" && value !== "") || typeof value === "number"
