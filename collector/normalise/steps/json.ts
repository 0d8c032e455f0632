import { isObject, keep, parseJson } from "#shared/ecs/json.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf } from "./options.ts"

/** `json: {field, prefix: vendor or vendor.x}`: writes an object's leaves under the prefix. */
export const json: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"] ?? "message", "field")
  const prefix = options["prefix"] === "vendor" ? "vendor" : target(options["prefix"])
  if (prefix !== "vendor" && !prefix.startsWith("vendor."))
    throw new Error("json: the prefix is vendor or lies under it")
  return (event) => {
    const text = read(event, field)
    const parsed = text === undefined ? undefined : parseJson(text)
    if (isObject(parsed?.value)) keep(parsed.value, prefix as `vendor.${string}`, event)
  }
}
