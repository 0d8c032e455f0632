import type { Template } from "./templates.ts"

const namedMax = 5

/**
 * How an installed template differs from ours, in words; nothing where it does not. What else it
 * holds (settings of the site's own, further metadata) is no difference; further fields are.
 */
export function driftText(installed: unknown, ours: Template["body"]): string | undefined {
  const is = partsOf(installed)
  const should = partsOf(ours)
  const missing = [...should.keys()].filter((key) => !is.has(key))
  const further = [...is.keys()].filter((key) => !should.has(key) && key.startsWith("field "))
  const other = [...should]
    .filter(([key, value]) => is.has(key) && is.get(key) !== value)
    .map(([key, value]) => `${key} is ${is.get(key)} instead of ${value}`)
  const texts = [
    ...listed("is without", missing),
    ...listed("has besides", further),
    ...listed("", other),
  ]
  return texts.length === 0 ? undefined : texts.join("; ")
}

function listed(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return []
  const rest = names.length - namedMax
  const more = rest > 0 ? ` and ${rest} more` : ""
  return [`${what} ${names.slice(0, namedMax).join(", ")}${more}`.trim()]
}

/** Each setting, field and further part as a name and a text, however deep they were written. */
function partsOf(body: unknown): Map<string, string> {
  const parts = new Map<string, string>()
  const { template, _meta, data_stream, ...rest } = objectOf(body)
  const { settings, mappings } = objectOf(template)
  const { properties, ...ofMapping } = objectOf(mappings)
  for (const [key, value] of leaves(settings)) parts.set(`setting ${withIndex(key)}`, value)
  for (const [name, field] of Object.entries(objectOf(properties)))
    parts.set(`field ${name}`, sorted(field))
  for (const [key, value] of leaves(ofMapping)) parts.set(`mapping ${key}`, value)
  for (const [key, value] of Object.entries(rest))
    if (!isEmpty(value)) parts.set(key, sorted(value))
  if (data_stream !== undefined) parts.set("data_stream", "yes")
  return parts
}

function* leaves(value: unknown, path = ""): Generator<[string, string]> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    if (value !== undefined) yield [path, Array.isArray(value) ? value.join(",") : String(value)]
    return
  }
  for (const [key, inner] of Object.entries(value))
    yield* leaves(inner, path === "" ? key : `${path}.${key}`)
}

const withIndex = (key: string) => (key.startsWith("index.") ? key : `index.${key}`)

/** Settings come back as text, and the order of keys says nothing. */
function sorted(value: unknown): string {
  return [...leaves(value)]
    .map(([key, text]) => (key === "" ? text : `${key}=${text}`))
    .sort()
    .join(" ")
}

const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
