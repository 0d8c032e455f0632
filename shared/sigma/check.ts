import type { Event, Value } from "../ecs/event.ts"
import { foldText } from "./fold.ts"
import type { Matched } from "./types.ts"
import { readKey } from "./walk.ts"

/** A text that must occur in one of the fields, in lower case, for a check to hold. */
export interface Witness {
  readonly keys: readonly string[]
  readonly text: string
  /** The text is the whole value. */
  readonly whole: boolean
}

/** A compiled condition. Total: it holds or not, whatever the event carries. */
export interface Check {
  test(event: Event): boolean
  /** Writes what made it hold. Called only where it does. */
  explain(event: Event, out: Matched[]): void
  /** Without one of these it cannot hold; undefined where none is known. */
  readonly witness?: readonly Witness[] | undefined
}

/** Keys for `readKey` where a rule's field may stand; the first that is present counts. */
export type Resolve = (field: string) => readonly string[]

export function allOf(checks: readonly Check[]): Check {
  const [only, ...more] = checks
  if (only && more.length === 0) return only
  return {
    test: (event) => checks.every((check) => check.test(event)),
    explain: (event, out) => {
      for (const check of checks) check.explain(event, out)
    },
    witness: cheapest(checks),
  }
}

export function anyOf(checks: readonly Check[]): Check {
  const [only, ...more] = checks
  if (only && more.length === 0) return only
  return {
    test: (event) => checks.some((check) => check.test(event)),
    explain: (event, out) => {
      for (const check of checks) if (check.test(event)) check.explain(event, out)
    },
    witness: union(checks),
  }
}

/** Holds where the other doesn't. What is absent has no predicate to show. */
export const not = (check: Check): Check => ({
  test: (event) => !check.test(event),
  explain: () => {},
})

/** The value of the first of the keys that is present. */
export function valueAt(event: Event, keys: readonly string[]): Value | undefined {
  for (const key of keys) {
    const value = readKey(event, key)
    if (value !== undefined && value !== null && !isEmptyList(value)) return value
  }
  return undefined
}

/** The members of a field: those of a list, else the one value. */
export function membersAt(
  event: Event,
  keys: readonly string[],
): readonly (string | number | boolean)[] {
  const value = valueAt(event, keys)
  if (value === undefined || value === null) return []
  return typeof value === "object" ? value : [value]
}

const folded = new Map<string, string>()
const foldedMax = 512

/** Lower case, remembered: an event's field is asked for by many rules. */
export function fold(text: string): string {
  const known = folded.get(text)
  if (known !== undefined) return known
  if (folded.size >= foldedMax) folded.clear()
  const lower = foldText(text)
  folded.set(text, lower)
  return lower
}

const isEmptyList = (value: Value): boolean =>
  typeof value === "object" && (value?.length ?? 0) === 0

/** Of checks that must all hold, the one whose witnesses are longest at their shortest. */
function cheapest(checks: readonly Check[]): readonly Witness[] | undefined {
  let best: readonly Witness[] | undefined
  for (const { witness } of checks) {
    if (witness && (!best || score(witness) > score(best))) best = witness
  }
  return best
}

/** Long texts are rare, and few are better than many. */
function score(witness: readonly Witness[]): number {
  let shortest = 16
  for (const { text, whole } of witness) {
    shortest = Math.min(shortest, whole ? text.length + 4 : text.length)
  }
  return shortest - Math.log2(witness.length + 1)
}

function union(checks: readonly Check[]): readonly Witness[] | undefined {
  const witness: Witness[] = []
  for (const check of checks) {
    if (!check.witness) return undefined
    for (const one of check.witness) witness.push(one)
  }
  return witness
}
