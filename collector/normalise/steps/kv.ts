import { pairReader, writePairs } from "../../pairs.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf } from "./options.ts"

/**
 * `kv: {field, prefix: vendor.x, pairs?: " ,;", value?: "=", escapes?: true}`: writes each `key=value` under the
 * prefix; quoted values are whole; of a key that comes twice the first counts.
 */
export const kv: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"] ?? "message", "field")
  const prefix = target(options["prefix"])
  if (!prefix.startsWith("vendor.")) throw new Error("kv: the prefix lies under vendor.")
  const separators = options["pairs"] === undefined ? undefined : textOf(options["pairs"], "pairs")
  const pairs = pairReader(
    separators,
    textOf(options["value"] ?? "=", "value"),
    options["escapes"] === true,
  )
  return (event) => {
    const text = read(event, field)
    if (text !== undefined) writePairs(pairs(text), event, prefix)
  }
}
