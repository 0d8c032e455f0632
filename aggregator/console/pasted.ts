import { type Event, setField, type Value } from "#shared/ecs/event.ts"
import { isMap } from "#shared/sigma/selection.ts"
import { InputError } from "./input-error.ts"

const eventsMax = 1_000
const fieldsMax = 5_000
const depthMax = 20

/**
 * Events as someone pasted them: a JSON object, a list of them, or one a line; flat as the console
 * shows them, or nested. @throws InputError with the line that can't be read
 */
export function pastedEvents(text: string): Event[] {
  const found = wholeIn(text) ?? linesIn(text)
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

function linesIn(text: string): unknown[] {
  return text.split("\n").flatMap((line, at) => {
    if (line.trim() === "") return []
    try {
      return [JSON.parse(line) as unknown]
    } catch {
      throw new InputError(
        `line ${at + 1} of the events is not JSON: paste them as the console shows them`,
      )
    }
  })
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
