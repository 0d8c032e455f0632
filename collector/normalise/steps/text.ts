import { isUtf8 } from "node:buffer"
import { setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf, textsOf } from "./options.ts"

const onText =
  (change: (text: string) => string): StepMaker =>
  (value) => {
    const names = textsOf(value, "field").map(target)
    return (event) => {
      for (const name of names) {
        const text = read(event, name)
        if (text !== undefined) setField(event, name, change(text))
      }
    }
  }

export const lowercase = onText((text) => text.toLowerCase())
export const uppercase = onText((text) => text.toUpperCase())
export const trim = onText((text) => text.trim())
/** Each good escape is decoded; broken ones stay as they are. */
export const urldecode = onText((text) =>
  text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escaped) => {
    if (escaped.length === 3) return escaped[1]! < "8" ? byteOf(escaped) : escaped
    const bytes = Buffer.from(escaped.replaceAll("%", ""), "hex")
    return isUtf8(bytes) ? bytes.toString("utf8") : escaped
  }),
)

const byteOf = (escaped: string): string =>
  String.fromCharCode(Number.parseInt(escaped.slice(1), 16))

/** `replace: {field, from: "+", to: " "}`: each place of a literal text. */
export const replace: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = target(options["field"])
  const from = textOf(options["from"], "from")
  const to = textOf(options["to"], "to")
  if (from === "") throw new Error("replace: `from` is empty")
  return (event) => {
    const text = read(event, field)
    if (text?.includes(from))
      setField(
        event,
        field,
        text.replaceAll(from, () => to),
      )
  }
}

/** `lookup: {field, target, table: {from: to}, default?}`, without regard to case. */
export const lookup: StepMaker = (value) => {
  const options = optionsOf(value)
  const [field] = textsOf(options["field"], "field") as [string]
  const to = target(options["target"])
  const entries = Object.entries(optionsOf(options["table"]))
  const table = new Map(entries.map(([key, found]) => [key.toLowerCase(), listed(found)]))
  const otherwise = options["default"] === undefined ? undefined : listed(options["default"])
  return (event) => {
    const text = read(event, field)
    if (text === undefined) return
    const found = table.get(text.toLowerCase()) ?? otherwise
    if (found !== undefined) put(event, to, found)
  }
}

const listed = (value: unknown): string | string[] =>
  Array.isArray(value) ? value.map(String) : String(value)
