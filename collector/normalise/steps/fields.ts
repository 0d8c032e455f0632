import { type Event, fieldOf, setField, type Value } from "#shared/ecs/event.ts"
import { fields } from "#shared/ecs/fields.ts"
import { fit, put } from "#shared/ecs/fit.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textsOf } from "./options.ts"

const template = /%\{([^}]+)\}/g

/** `set: {field: value}`: text may hold `%{other.field}`; it is not written where one is missing. */
export const set: StepMaker = (value) => {
  const entries = Object.entries(optionsOf(value)).map(([name, to]) => {
    const constant = Array.isArray(to) ? to.map(String) : (to as Value)
    if (typeof to !== "string" || !to.includes("%{")) {
      if (!name.startsWith("vendor.") && fit(target(name), constant) === undefined) {
        throw new Error(`set: the value does not fit ${name}`)
      }
    }
    return [target(name), constant] as const
  })
  return (event) => {
    for (const [name, to] of entries) {
      const filled = typeof to === "string" && to.includes("%{") ? fill(event, to) : to
      if (filled !== undefined) put(event, name, filled)
    }
  }
}

function fill(event: Event, text: string): string | undefined {
  let whole = true
  const filled = text.replace(template, (_all, name: string) => {
    const value = read(event, name)
    if (value === undefined) whole = false
    return value ?? ""
  })
  return whole ? filled : undefined
}

/** `copy: {target: source}`; a source may be a list, of which the first present one is taken. */
export const copy: StepMaker = (value) => {
  const pairs = Object.entries(optionsOf(value)).map(
    ([to, from]) => [target(to), textsOf(from, "copy")] as const,
  )
  return (event) => {
    for (const [to, sources] of pairs) {
      const found = sources.map((from) => fieldOf(event, from)).find(isPresent)
      if (found !== undefined) put(event, to, found as Value)
    }
  }
}

const isPresent = (value: Value | undefined): boolean =>
  value !== undefined && value !== null && value !== "" && value !== "-"

/** `rename: {source: target}`. */
export const rename: StepMaker = (value) => {
  const pairs = Object.entries(optionsOf(value)).map(
    ([from, to]) => [target(from), target(to)] as const,
  )
  return (event) => {
    for (const [from, to] of pairs) {
      const found = fieldOf(event, from)
      if (found === undefined) continue
      delete (event as Record<string, unknown>)[from]
      put(event, to, found)
    }
  }
}

/** `remove: [field, …]`. */
export const remove: StepMaker = (value) => {
  const names = textsOf(value, "remove").map(target)
  return (event) => {
    for (const name of names) delete (event as Record<string, unknown>)[name]
  }
}

const appendedMax = 1000

/** `append: {field: value or values}`: adds what the list does not hold yet. */
export const append: StepMaker = (value) => {
  const entries = Object.entries(optionsOf(value)).map(([name, items]) => {
    if (fields.get(target(name))?.array === false) throw new Error(`append: ${name} is no list`)
    return [name, textsOf(items, "append")] as const
  })
  return (event) => {
    for (const [name, items] of entries) {
      const had = fieldOf(event, name)
      const before = had === undefined || had === null ? [] : Array.isArray(had) ? had : [had]
      const added = items.map((item) => fill(event, item)).filter((item) => item !== undefined)
      setField(event, name, [...new Set([...before.map(String), ...added])].slice(0, appendedMax))
    }
  }
}

/** `convert: {field: type}`, types long, float, boolean, string: for fields under `vendor.`. */
export const convert: StepMaker = (value) => {
  const kinds: Readonly<Record<string, string>> = {
    long: "http.response.status_code",
    float: "event.risk_score",
    boolean: "dll.code_signature.exists",
    string: "message",
  }
  const pairs = Object.entries(optionsOf(value)).map(([name, type]) => {
    const like = kinds[String(type)]
    if (!like) throw new Error(`convert: unknown type "${type}"`)
    return [target(name), like] as const
  })
  return (event) => {
    for (const [name, like] of pairs) {
      const found = fieldOf(event, name)
      const made = found === undefined ? undefined : fit(like, found)
      if (made !== undefined) setField(event, name, made)
    }
  }
}
