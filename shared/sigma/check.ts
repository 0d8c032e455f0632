import type { Event, Value } from "../ecs/event.ts"
import { foldText } from "./fold.ts"
import { lowerOf } from "./gram.ts"
import { readKey } from "./walk.ts"

/** A compiled condition, as data: what runs it is built from it. */
export type Check = All | Any | Negation | Leaf

export interface All {
  readonly kind: "all"
  readonly checks: readonly Check[]
}

export interface Any {
  readonly kind: "any"
  readonly checks: readonly Check[]
}

export interface Negation {
  readonly kind: "not"
  readonly check: Check
}

/** Where a text stands in a value. */
export type Anchor = "whole" | "start" | "end" | "inside"

/** One question to an event. `value` under `modifiers` is all that is needed to compile it anew. */
export interface Leaf {
  /**
   * `value`: a member of the field passes. `keyword`: a value of any field passes. `absent`: the
   * field is not there. `exists`: one of the keys is there, or none is. `reference`: the field
   * stands to another one as the modifiers say.
   */
  readonly kind: "value" | "keyword" | "absent" | "exists" | "reference"
  /** The field: keys for `readKey`, of which the first that is present counts. */
  readonly keys: readonly string[]
  readonly modifiers: readonly string[]
  readonly value: string | number | boolean
  /** The other field of a reference. */
  readonly others?: readonly string[]
  /** In lower case: one of these must occur in a value that passes. */
  readonly texts?: readonly string[]
  /** The one text standing there is all it takes. */
  readonly exact?: Anchor
}

/** Keys for `readKey` where a rule's field may stand; the first that is present counts. */
export type Resolve = (field: string) => readonly string[]

export const allOf = (checks: readonly Check[]): Check => composite("all", checks)

export const anyOf = (checks: readonly Check[]): Check => composite("any", checks)

function composite(kind: "all" | "any", checks: readonly Check[]): Check {
  const flat = checks.flatMap((check) => (check.kind === kind ? check.checks : [check]))
  const [only, ...more] = flat
  return only && more.length === 0 ? only : { kind, checks: flat }
}

/** Holds where the other doesn't. */
export const not = (check: Check): Check =>
  check.kind === "not" ? check.check : { kind: "not", check }

/** The value of the first of the keys that is present. */
export function valueAt(event: Event, keys: readonly string[]): Value | undefined {
  const key = presentKey(event, keys)
  return key === undefined ? undefined : readKey(event, key)
}

/** The first of the keys that is present. An empty list is none. */
export function presentKey(event: Event, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = readKey(event, key)
    if (value === undefined || value === null) continue
    if (typeof value !== "object" || value.length > 0) return key
  }
  return undefined
}

let lastText = ""
let lastFolded = ""

/** Lower case, the last one remembered: many ask for the same text in a row. */
export function fold(text: string): string {
  if (text === lastText) return lastFolded
  lastText = text
  lastFolded = foldText(text)
  return lastFolded
}

/** The form of a member that texts are compared with. */
export const formOf = (member: string | number | boolean): string =>
  typeof member === "string" ? fold(member) : String(member)

/**
 * Whether `wanted`, which is folded, stands at a place of a text in any case. From its end, since
 * paths begin alike.
 */
export function standsAt(text: string, wanted: string, from: number): boolean {
  for (let at = wanted.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(from + at)
    const wantedCode = wanted.charCodeAt(at)
    if (code > 127) {
      if (wantedCode < 128 && !likeAscii.test(text[from + at] as string)) return false
      return fold(text).startsWith(wanted, from)
    }
    if (lowerOf[code] !== wantedCode) return false
  }
  return true
}

/** Letters beyond ASCII of which the fold is in ASCII: the Kelvin sign and the long s. */
export const likeAscii = /[\u212a\u017f]/

/** Whether `wanted`, which is folded, has its place in a text in any case. */
export function standsIn(text: string, wanted: string, anchor: Anchor): boolean {
  if (anchor === "inside") return fold(text).includes(wanted)
  const rest = text.length - wanted.length
  if (rest < 0 || (anchor === "whole" && rest > 0)) return false
  return standsAt(text, wanted, anchor === "end" ? rest : 0)
}
