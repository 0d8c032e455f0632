import { setField } from "#shared/ecs/event.ts"
import { stampReader } from "../../stamps.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf, textsOf } from "./options.ts"

/**
 * `date: {field, formats: [...], target?, zone?}`: the first format that reads the field, of those
 * that `stampReader` knows. Without a year, the last one.
 */
export const date: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"], "field")
  const to = target(options["target"] ?? "@timestamp")
  const zone = options["zone"] === undefined ? undefined : textOf(options["zone"], "zone")
  const readers = textsOf(options["formats"], "formats").map(stampReader)
  return (event, context) => {
    const text = read(event, field)
    if (text === undefined || text.length > 64) return
    const where = zone === undefined ? context : { ...context, zone }
    for (const reader of readers) {
      const ms = reader(text, where)
      if (ms === undefined || !(Math.abs(ms) < 8.64e15)) continue
      setField(event, to, new Date(ms).toISOString())
      return
    }
  }
}
