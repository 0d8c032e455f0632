import { type Event, fieldOf } from "#shared/ecs/event.ts"
import { fields } from "#shared/ecs/fields.ts"

export type Options = Readonly<Record<string, unknown>>

/** What a rule may not write: it is Vedette's own. */
const ours = /^(?:vedette\.|event\.(?:id|created|ingested|original)$|ecs\.version$)/

/** A field that a rule writes: ECS or under `vendor.`; a misspelt name is refused at load. */
export function target(name: unknown): string {
  if (typeof name !== "string" || name === "") throw new Error("a field's name is missing")
  if (ours.test(name)) throw new Error(`"${name}" is set by Vedette alone`)
  if (!name.startsWith("vendor.") && !fields.has(name)) {
    throw new Error(`"${name}" is no ECS field; write it under vendor.`)
  }
  return name
}

export function optionsOf(value: unknown): Options {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("a step's options are a map")
  }
  return value as Options
}

export function textOf(value: unknown, what: string): string {
  if (typeof value !== "string") throw new Error(`\`${what}\` is missing or no text`)
  return value
}

export function textsOf(value: unknown, what: string): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.map((item) => textOf(item, what))
}

/** The field's value as one text; undefined where there is none. */
export function read(event: Event, field: string): string | undefined {
  const value = fieldOf(event, field)
  if (value === undefined || value === null) return undefined
  return Array.isArray(value) ? (value.length === 1 ? String(value[0]) : undefined) : String(value)
}
