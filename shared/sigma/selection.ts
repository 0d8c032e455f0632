import type { Event } from "../ecs/event.ts"
import { allOf, anyOf, type Check, type Resolve } from "./check.ts"
import { compileItem, compileKeywords } from "./item.ts"
import { predicateOf } from "./predicate.ts"

/**
 * Compiles a Sigma selection whose field names are keys of the event: a map is AND, a list of maps
 * OR, a list of texts keywords. Throws an Error with the reason on bad input.
 */
export function compileSelection(selection: unknown): (event: Event) => boolean {
  return predicateOf(compileSearch(selection, (field) => [field]))
}

/** The same with fields resolved by the caller, and as a check that can explain itself. */
export function compileSearch(selection: unknown, resolve: Resolve): Check {
  if (Array.isArray(selection)) return compileList(selection, resolve)
  if (isMap(selection)) return compileMap(selection, resolve)
  if (typeof selection === "string" || typeof selection === "number") {
    return compileKeywords([selection], false)
  }
  throw new Error("a selection is neither a map nor a list")
}

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

function compileList(list: readonly unknown[], resolve: Resolve): Check {
  if (list.length === 0) throw new Error("a selection is an empty list")
  const maps = list.filter(isMap).map((map) => compileMap(map, resolve))
  const keywords = list.filter((item) => !isMap(item))
  if (keywords.length > 0) maps.push(compileKeywords(keywords, false))
  return anyOf(maps)
}

function compileMap(map: Readonly<Record<string, unknown>>, resolve: Resolve): Check {
  const entries = Object.entries(map)
  if (entries.length === 0) throw new Error("a selection is an empty map")
  return allOf(entries.map(([name, value]) => compileItem(name, value, resolve)))
}
