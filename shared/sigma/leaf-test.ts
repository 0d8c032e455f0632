import { type Event, fieldOf, type Value } from "../ecs/event.ts"
import { formOf, type Leaf, presentKey, valueAt } from "./check.ts"
import { relations } from "./item.ts"
import { isSearched } from "./keyword-fields.ts"
import { compileValue, type ValueTest } from "./value.ts"
import { insideMark, readKey } from "./walk.ts"

type Member = string | number | boolean

/** Whether a leaf holds for an event, whatever the event carries. */
export function leafTest(leaf: Leaf): (event: Event) => boolean {
  const { kind, keys, value } = leaf
  if (kind === "absent") return (event) => presentKey(event, keys) === undefined
  if (kind === "exists")
    return (event) => keys.some((key) => readKey(event, key) !== undefined) === value
  if (kind === "reference") return referenceTest(leaf)
  const { test } = compileValue(value, leaf.modifiers)
  if (kind === "keyword") return (event) => keywordKey(event, test) !== undefined
  const [only = ""] = keys
  if (keys.length === 1 && !only.includes(insideMark))
    return (event) => somePasses(fieldOf(event, only), test)
  return (event) => somePasses(valueAt(event, keys), test)
}

/** Whether any member of a value passes. */
export function somePasses(value: Value | undefined, test: ValueTest["test"]): boolean {
  if (value === undefined || value === null) return false
  if (typeof value !== "object") return test(value)
  // by index: under "__proto__" stands an object that is no list
  for (let at = 0; at < value.length; at++) if (test(value[at] as Member)) return true
  return false
}

/** The first field of which a member passes. */
export function keywordKey(event: Event, test: ValueTest["test"]): string | undefined {
  for (const key in event) {
    if (isSearched(key) && somePasses(fieldOf(event, key), test)) return key
  }
  return undefined
}

function referenceTest({ keys, others = [], modifiers }: Leaf): (event: Event) => boolean {
  const relation = modifiers.find((name) => name !== "fieldref" && name !== "cased")
  const same = (left: string, right: string) => left === right
  const compare = (relation !== undefined && relations[relation]) || same
  const form = modifiers.includes("cased") ? String : formOf
  return (event) => {
    const rights = membersOf(valueAt(event, others)).map(form)
    const lefts = membersOf(valueAt(event, keys)).map(form)
    return rights.some((right) => lefts.some((left) => compare(left, right)))
  }
}

export function membersOf(value: Value | undefined): readonly Member[] {
  if (value === undefined || value === null) return []
  if (typeof value !== "object") return [value]
  return Array.isArray(value) ? value : [] // a command takes events that may not be flat
}
