import * as v from "valibot"
import { count, flag, milliseconds, text } from "#shared/config/units.ts"

export const silenceOptions = v.strictObject({
  alert: v.optional(
    flag("Raise an alert when a source or hosts of it go silent, and tell when a source is back."),
    true,
  ),
  minimumMs: v.optional(milliseconds("No silence is shorter.", 1000), 15 * 60_000),
  factor: v.optional(
    v.pipe(
      v.number(),
      v.minValue(1),
      v.description("A silence is so many times as long as the usual gap."),
    ),
    3,
  ),
  gapsLearnt: v.optional(count("Gaps to be heard before a silence is judged.", 1), 10),
  rateFactor: v.optional(
    count("An hour with so many times less than is usual in that hour is an alert. 0: none is."),
    10,
  ),
  ignore: v.optional(
    v.pipe(v.array(text("A source.")), v.description("Sources that may be silent.")),
    [],
  ),
})

export type SilenceConfig = v.InferOutput<typeof silenceOptions>
