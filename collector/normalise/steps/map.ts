import { fieldOf, setField, type Value } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf } from "./options.ts"

type Fields = Readonly<Record<string, unknown>>

/** `map: {field, cases: {value: {field: value, …}}}`: sets the fields of the case that applies. */
export const map: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"], "field")
  const cases = new Map(
    Object.entries(optionsOf(options["cases"])).map(([key, set]) => [
      key.toLowerCase(),
      Object.entries(optionsOf(set) as Fields).map(
        ([name, to]) => [target(name), to as Value] as const,
      ),
    ]),
  )
  return (event) => {
    const text = read(event, field)
    const found = text === undefined ? undefined : cases.get(text.toLowerCase())
    for (const [name, to] of found ?? []) put(event, name, to)
  }
}

/** `split: {field, target, by}`: a text becomes a list. */
export const split: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"], "field")
  const to = target(options["target"] ?? field)
  const by = textOf(options["by"], "by")
  return (event) => {
    const text = fieldOf(event, field)
    if (typeof text !== "string") return
    const items = text.split(by, 1000).map((item) => item.trim())
    setField(
      event,
      to,
      items.filter((item) => item !== ""),
    )
  }
}
