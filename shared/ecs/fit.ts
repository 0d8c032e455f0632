import { ipOf } from "./address.ts"
import type { Event, Value } from "./event.ts"
import { setField } from "./event.ts"
import { fields, type Kind } from "./fields.ts"
import { epochMs, instantOf } from "./time.ts"

type Scalar = string | number | boolean

/** The value as the field of that name holds it, or undefined where it does not fit. */
export function fit(name: string, value: Value): Value | undefined {
  const field = fields.get(name)
  if (!field || value === null) return undefined
  if (!field.array) {
    if (!Array.isArray(value)) return scalar(field.kind, value as Scalar)
    return value.length === 1 ? scalar(field.kind, value[0] as Scalar) : undefined
  }
  const items = (Array.isArray(value) ? value : [value]) as Scalar[]
  const fitted = items.map((item) => scalar(field.kind, item))
  return fitted.includes(undefined) ? undefined : (fitted as Scalar[])
}

/** Writes a value: an ECS name only with what fits it, else the value goes under `vendor.`. */
export function put(event: Event, name: string, value: Value): void {
  const fitted = name.startsWith("vendor.") ? value : fit(name, value)
  if (fitted !== undefined) setField(event, name, fitted)
  else if (value !== null) setField(event, `vendor.${name}`, value)
}

function scalar(kind: Kind, value: Scalar): Scalar | undefined {
  switch (kind) {
    case "keyword":
    case "wildcard":
    case "text":
      return typeof value === "string" ? value : String(value)
    case "long":
      return whole(value)
    case "float":
      return finite(value)
    case "boolean":
      return truth(value)
    case "date":
      return typeof value === "boolean" ? undefined : instantText(value)
    case "ip":
      return typeof value === "string" ? ipOf(value) : undefined
    case "geo_point":
      return undefined // enrichment's own
  }
}

function whole(value: Scalar): number | undefined {
  const number = typeof value === "string" && /^\s*[-+]?\d{1,16}\s*$/.test(value) ? +value : value
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined
}

function finite(value: Scalar): number | undefined {
  const number =
    typeof value === "string" && /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(value) ? +value : value
  return typeof number === "number" && Number.isFinite(number) ? number : undefined
}

function truth(value: Scalar): boolean | undefined {
  if (typeof value === "boolean") return value
  const text = String(value).toLowerCase()
  return text === "true" ? true : text === "false" ? false : undefined
}

function instantText(value: string | number): string | undefined {
  const text = String(value)
  const ms = /^\d{9,}(?:\.\d+)?$/.test(text) ? epochMs(text) : instantOf(text, "UTC")
  return ms === undefined || !(Math.abs(ms) < 8.64e15) ? undefined : new Date(ms).toISOString()
}
