import { type Event, fieldOf, type Value } from "#shared/ecs/event.ts"
import { patternOf } from "./pattern.ts"

export type Predicate = (event: Event) => boolean

type Test = (text: string) => boolean

/**
 * Compiles a selection in Sigma's notation: a map is AND, a list of maps OR, a list of values OR.
 * Modifiers: contains, startswith, endswith, re, exists, all. Without regard to case, but for `re`.
 */
export function compileWhen(selection: unknown): Predicate {
  if (selection === undefined || selection === null) return () => true
  if (Array.isArray(selection)) {
    const any = selection.map(compileWhen)
    return (event) => any.some((holds) => holds(event))
  }
  if (typeof selection !== "object") throw new Error("`when` is a map or a list of maps")
  const all = Object.entries(selection).map(([key, value]) => compileEntry(key, value))
  return (event) => all.every((holds) => holds(event))
}

function compileEntry(key: string, value: unknown): Predicate {
  const [field, ...modifiers] = key.split("|") as [string, ...string[]]
  if (modifiers.includes("exists")) {
    return (event) => (fieldOf(event, field) !== undefined) === (value !== false)
  }
  const all = modifiers.includes("all")
  const [modifier] = modifiers.filter((name) => name !== "all")
  const values = Array.isArray(value) ? value : [value]
  if (modifier === undefined && values.every((item) => item !== null)) return oneOf(field, values)
  const tests = values.map((item) => testOf(modifier, item))
  const holds: Test = all
    ? (text) => tests.every((test) => test(text))
    : (text) => tests.some((test) => test(text))
  return (event) => onEach(fieldOf(event, field), holds)
}

function oneOf(field: string, values: readonly unknown[]): Predicate {
  const set = new Set(values.map((value) => String(value).toLowerCase()))
  return (event) => onEach(fieldOf(event, field), (text) => set.has(text.toLowerCase()))
}

function testOf(modifier: string | undefined, value: unknown): Test {
  const literal = String(value).toLowerCase()
  switch (modifier) {
    case "contains":
      return (text) => text.toLowerCase().includes(literal)
    case "startswith":
      return (text) => text.slice(0, literal.length).toLowerCase() === literal
    case "endswith":
      return (text) => text.slice(-literal.length).toLowerCase() === literal
    case "re": {
      const pattern = patternOf(String(value))
      return (text) => pattern.test(text)
    }
    default:
      throw new Error(`unknown modifier "${modifier}"`)
  }
}

function onEach(value: Value | undefined, holds: Test): boolean {
  if (value === undefined || value === null) return false
  if (Array.isArray(value)) return value.some((item) => holds(String(item)))
  return holds(String(value))
}
