import { setField } from "#shared/ecs/event.ts"
import { keysMax } from "#shared/ecs/json.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf } from "./options.ts"

const pair = /([\w.-]{1,128})=(?:"([^"]*)"|'([^']*)'|([^\s,;"']*))/g

/** `kv: {field, prefix: vendor.x}`: writes each `key=value` under the prefix. */
export const kv: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"] ?? "message", "field")
  const prefix = target(options["prefix"])
  if (!prefix.startsWith("vendor.")) throw new Error("kv: the prefix lies under vendor.")
  return (event) => {
    const text = read(event, field)
    if (text === undefined) return
    let left = keysMax
    for (const [, key, double, single, bare] of text.matchAll(pair)) {
      setField(event, `${prefix}.${key}`, double ?? single ?? bare ?? "")
      if (--left === 0) return
    }
  }
}
