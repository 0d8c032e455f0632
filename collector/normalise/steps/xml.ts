import { keep } from "#shared/ecs/json.ts"
import { readElements } from "../../elements.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf } from "./options.ts"

const textCharsMax = 256 * 1024

/** `xml: {field, prefix: vendor.x}`: writes an element's attributes and texts under the prefix. */
export const xml: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"] ?? "message", "field")
  const prefix = target(options["prefix"])
  if (!prefix.startsWith("vendor.")) throw new Error("xml: the prefix lies under vendor.")
  return (event) => {
    const text = read(event, field)
    if (text === undefined || text.length > textCharsMax) return
    const found = readElements(text)
    if (found) keep(found, prefix as `vendor.${string}`, event)
  }
}
