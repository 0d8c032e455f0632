import { setField } from "#shared/ecs/event.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf } from "./options.ts"

const nanosOf: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10 }

/** `duration: {field, unit: ms, target?}`: a number of the unit as nanoseconds, in event.duration. */
export const duration: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"], "field")
  const to = target(options["target"] ?? "event.duration")
  const unit = textOf(options["unit"], "unit")
  const nanos = nanosOf[unit]
  if (nanos === undefined) throw new Error(`duration: unknown unit "${unit}"`)
  return (event) => {
    const text = read(event, field)
    if (text === undefined || !/^\d{1,15}(?:\.\d{1,18})?$/.test(text)) return
    const total = Math.round(Number(text) * nanos)
    if (Number.isSafeInteger(total)) setField(event, to, total)
  }
}
