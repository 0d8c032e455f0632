import { put } from "#shared/ecs/fit.ts"
import { isObject, leafOf, parseJson } from "#shared/ecs/json.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf } from "./options.ts"

/** Items of a list that are looked at. */
const itemsMax = 1000

/**
 * `pick: {field, value, target, where?: {member: value}}`: of a list of objects, which a field keeps as
 * JSON, the member `value` (a path) of the first item that has one and in which each of `where` stands.
 */
export const pick: StepMaker = (options) => {
  const all = optionsOf(options)
  const field = textOf(all["field"], "field")
  const to = target(all["target"])
  const path = textOf(all["value"], "value").split(".")
  const where = Object.entries(optionsOf(all["where"] ?? {})).map(
    ([member, wanted]) => [member.split("."), String(wanted).toLowerCase()] as const,
  )
  return (event) => {
    const text = read(event, field)
    if (text === undefined || (text[0] !== "[" && text[0] !== "{")) return
    const parsed = parseJson(text)?.value
    const items: unknown[] = Array.isArray(parsed) ? parsed.slice(0, itemsMax) : [parsed]
    for (const item of items) {
      const fits = where.every(([at, wanted]) => String(inside(item, at)).toLowerCase() === wanted)
      const found = fits ? leafOf(inside(item, path)) : undefined
      if (found !== undefined && found !== "") return put(event, to, found)
    }
  }
}

function inside(item: unknown, path: readonly string[]): unknown {
  let value = item
  for (const name of path) {
    if (Array.isArray(value)) value = value[0]
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}
