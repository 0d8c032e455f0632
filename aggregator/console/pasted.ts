import { type Event, setField, type Value } from "#shared/ecs/event.ts"
import { isMap } from "#shared/sigma/selection.ts"
import { canParse, parseRaw } from "../trial/parse-raw.ts"
import { InputError } from "./input-error.ts"

const eventsMax = 1_000
const rawMax = 200
const fieldsMax = 5_000
const depthMax = 20

/**
 * Events as someone pasted them: a JSON object, a list of them, or one a line; flat as the console
 * shows them, or nested; or lines of a log, where there is a collector that reads them.
 * @throws InputError with what can't be read
 */
export async function pastedEvents(text: string): Promise<Event[]> {
  const found = wholeIn(text) ?? linesIn(text) ?? (await rawIn(text))
  if (found.length > eventsMax) throw new InputError(`at most ${eventsMax} events can be pasted`)
  return found.map((one, at) => {
    if (!isMap(one)) throw new InputError(`event ${at + 1} is not a JSON object`)
    return flat(one)
  })
}

/** The text as one JSON value. */
function wholeIn(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : [value]
  } catch {
    return undefined
  }
}

const linesOf = (text: string) => text.split("\n").filter((line) => line.trim() !== "")

/** One JSON value a line; undefined where the first line is none. */
function linesIn(text: string): unknown[] | undefined {
  const lines = linesOf(text)
  if (lines.length > 0 && !/^\s*[{[]/.test(lines[0]!)) return undefined
  return lines.map((line, at) => {
    try {
      return JSON.parse(line) as unknown
    } catch {
      throw new InputError(`event ${at + 1} is not JSON`)
    }
  })
}

async function rawIn(text: string): Promise<unknown[]> {
  const lines = linesOf(text)
  if (!canParse()) throw new InputError("events are pasted as JSON, as the console shows them")
  if (lines.length > rawMax) throw new InputError(`at most ${rawMax} lines of a log can be pasted`)
  try {
    const events = await parseRaw(lines.map((raw) => ({ raw: raw.replace(/\r$/, "") })))
    return events.flat()
  } catch (cause) {
    throw new InputError(cause instanceof Error ? cause.message : "the lines can't be read")
  }
}

function flat(given: Readonly<Record<string, unknown>>): Event {
  const event: Event = Object.create(null)
  let left = fieldsMax
  const add = (name: string, value: unknown, depth: number) => {
    if (depth > depthMax || --left < 0) return
    if (isMap(value))
      for (const [key, inner] of Object.entries(value))
        add(name === "" ? key : `${name}.${key}`, inner, depth + 1)
    else if (name !== "") setField(event, name, fieldValue(value))
  }
  add("", given, 0)
  return { ...event }
}

/** Objects within lists are kept as JSON, as in every event. */
function fieldValue(value: unknown): Value {
  if (!Array.isArray(value)) return value as Value
  const isPlain = value.every((one) => typeof one !== "object" || one === null)
  return isPlain ? (value as Value) : JSON.stringify(value)
}
