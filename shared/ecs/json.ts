import { type Event, setField, type Value } from "./event.ts"
import { isEcsField } from "./fields.ts"
import { fit } from "./fit.ts"

/** Levels of nesting that become a path; what lies deeper is kept as JSON text. */
export const depthMax = 20
/** Fields that one object may write. The rest stay in `event.original` alone. */
export const keysMax = 1000
/** Characters of one text value. */
export const textCharsMax = 32 * 1024
/** Characters of one field's name. */
export const nameCharsMax = 512

const mayBeInexact = /\d{16}|\d[eE]\+?\d{3}/
const integer = /^-?\d+$/

/** Reads JSON. Integers beyond 2^53 are kept exactly, as text. Undefined if it is not JSON. */
export function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: mayBeInexact.test(text) ? parseExact(text) : JSON.parse(text) }
  } catch {
    return undefined
  }
}

type Reviver = (
  this: unknown,
  key: string,
  value: unknown,
  context?: { source?: string },
) => unknown

const keepExact: Reviver = (_key, value, context) => {
  if (typeof value !== "number" || context?.source === undefined) return value
  const exact = integer.test(context.source) ? Number.isSafeInteger(value) : Number.isFinite(value)
  return exact ? value : context.source
}

const parseExact = (text: string): unknown => JSON.parse(text, keepExact)

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What a sender may not say: it is set by Vedette, or tells one of its own records. */
const reserved =
  /^(?:vedette(?:\.|$)|event\.(?:id|created|ingested|original|dataset|module)$|ecs\.version$|data_stream\.)/

/**
 * Takes over a foreign object: ECS fields whose value fits as ECS, all else under
 * `vendor.<prefix><path>`. Never throws; never writes a field of ours.
 */
export function adopt(object: Record<string, unknown>, event: Event): void {
  const budget = { keys: keysMax }
  walk(object, "", 0, budget, (name, value) => {
    const fits = isEcsField(name) && !reserved.test(name) ? fit(name, value) : undefined
    const ours = name === "event.kind" && fits === "pipeline_error"
    if (fits !== undefined && !ours) setField(event, name, fits)
    else setField(event, `vendor.${name}`, value)
  })
  if (budget.keys < 0) event["vendor.keys_left_out"] = true
}

/** Writes a foreign object under a prefix: `vendor` or a name below it. */
export function keep(
  object: Record<string, unknown>,
  prefix: "vendor" | `vendor.${string}`,
  event: Event,
): void {
  const budget = { keys: keysMax }
  walk(object, `${prefix}.`, 0, budget, (name, value) => setField(event, name, value))
}

function walk(
  object: Record<string, unknown>,
  prefix: string,
  depth: number,
  budget: { keys: number },
  write: (name: string, value: Value) => void,
): void {
  for (const key of Object.keys(object)) {
    const name = prefix + key
    const value = object[key]
    if (isObject(value) && depth < depthMax && name.length < nameCharsMax) {
      walk(value, `${name}.`, depth + 1, budget, write)
    } else {
      const leaf = leafOf(value)
      if (leaf === undefined) continue
      if (--budget.keys < 0) return
      write(name.length > nameCharsMax ? name.slice(0, nameCharsMax) : name, leaf)
    }
    if (budget.keys < 0) return
  }
}

/** A value as a field holds it: scalars, arrays of scalars, everything else as JSON text. */
export function leafOf(value: unknown): Value | undefined {
  if (typeof value === "string") return cut(value)
  if (typeof value === "number" || typeof value === "boolean") return value
  if (value === null || value === undefined) return undefined
  if (!Array.isArray(value)) return asText(value)
  const present = value.filter((item) => item !== null)
  if (present.length === 0) return undefined
  return present.every(isScalar) && present.length <= keysMax
    ? present.map((item) => (typeof item === "string" ? cut(item) : item))
    : asText(value)
}

const isScalar = (value: unknown): value is string | number | boolean =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"

const cut = (text: string): string =>
  text.length > textCharsMax ? text.slice(0, textCharsMax) : text

function asText(value: unknown): string | undefined {
  try {
    return cut(JSON.stringify(value))
  } catch {
    return undefined // nested too deeply even for JSON; `event.original` holds it
  }
}
