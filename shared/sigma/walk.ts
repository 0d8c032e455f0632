import { type Event, fieldOf, type Value } from "../ecs/event.ts"
import { mark, readComposed } from "./composed.ts"

/**
 * A key for `readKey`: what lies on the path inside the objects that the field keeps as JSON text
 * (`target` of Okta is a list of objects; a rule asks for `target.displayName`).
 */
export const insideKey = (field: string, path: readonly string[]): string =>
  [field, ...path].join(insideMark)

/** A key for `readKey`: all that the event has below the field, as one text of JSON. */
export const wholeKey = (field: string): string => field + insideMark + wholeMark

/** A key for `readKey`: the values of all fields whose names begin so. */
export const beginningKey = (start: string): string => start + insideMark + startMark

/** The value at a key: a field of the event, or what the other keys lead to. */
export function readKey(event: Event, key: string): Value | undefined {
  return key.includes(insideMark) ? readInside(event, key) : fieldOf(event, key)
}

export const insideMark = mark
const wholeMark = "*"
const startMark = "^"
const jsonCharsMax = 1 << 20
const parsedMax = 64
/** Members collected from one path; what follows is not seen. */
const membersMax = 1000

function readInside(event: Event, key: string): Value | undefined {
  const [field, ...path] = key.split(insideMark) as [string, ...string[]]
  if (path[0] === wholeMark) return readWhole(event, field)
  if (path[0] === startMark) return readBeginning(event, field)
  const composed = readComposed(event, field, path)
  if (composed !== undefined) return composed
  const text = fieldOf(event, field)
  if (typeof text !== "string" || (text[0] !== "[" && text[0] !== "{")) return undefined
  const members: (string | number | boolean)[] = []
  collect(parsed(text), path, 0, members)
  return members.length > 0 ? members : undefined
}

function readBeginning(event: Event, start: string): Value {
  const keys = Object.keys(event).filter((key) => key.startsWith(start))
  return keys.slice(0, membersMax).flatMap((key) => fieldOf(event, key) ?? [])
}

function readWhole(event: Event, field: string): string | undefined {
  const prefix = `${field}.`
  const parts: string[] = []
  for (const key of Object.keys(event)) {
    if (!key.startsWith(prefix)) continue
    const value = fieldOf(event, key)
    const isJson = typeof value === "string" && (value[0] === "[" || value[0] === "{")
    parts.push(
      `${JSON.stringify(key.slice(prefix.length))}:${isJson ? value : JSON.stringify(value)}`,
    )
  }
  return parts.length > 0 ? `{${parts.join()}}` : undefined
}

function collect(
  value: unknown,
  path: readonly string[],
  at: number,
  out: (string | number | boolean)[],
): void {
  if (out.length >= membersMax || value === null || value === undefined) return
  if (Array.isArray(value)) {
    for (const item of value) collect(item, path, at, out)
  } else if (typeof value === "object") {
    const name = path[at]
    if (name === undefined) out.push(JSON.stringify(value))
    else if (Object.hasOwn(value, name)) {
      collect((value as Record<string, unknown>)[name], path, at + 1, out)
    }
  } else if (at === path.length) out.push(value as string | number | boolean)
}

const known = new Map<string, unknown>()

/** Several rules ask for the same text: it is read once. */
function parsed(text: string): unknown {
  if (known.has(text)) return known.get(text)
  if (known.size >= parsedMax) known.clear()
  const value = text.length > jsonCharsMax ? undefined : parse(text)
  known.set(text, value)
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
