import * as v from "valibot"
import { count, flag, milliseconds, text } from "#shared/config/units.ts"
import { evasionStageDefaults } from "./stage.ts"

const { textsMax, textCharsMax, suppressMs, suppressedMax, ruleAlertsADayMax } =
  evasionStageDefaults

export const evasionOptions = v.pipe(
  v.strictObject({
    enabled: v.optional(flag("Score texts at all."), true),
    modelFile: v.optional(
      text(
        "The model that `train evasion` wrote; its JSON file lies beside it. By default one is made of " +
          "the rules in force and of ordinary texts that ship.",
      ),
    ),
    publicKeyFile: v.optional(
      text("PEM file of an Ed25519 key: then `modelFile` must be signed with it (`MODEL.sig`)."),
    ),
    firstTrainingMsMax: v.optional(
      milliseconds("The first start waits so long for the model that ships to be made.", 0),
      10_000,
    ),
    textsMax: v.optional(count("Texts whose scores are remembered.", 1), textsMax),
    textCharsMax: v.optional(
      count("Characters of a text that are scored, from its beginning.", 16),
      textCharsMax,
    ),
    suppressMs: v.optional(
      milliseconds("The same text on the same host raises one alert in so long.", 0),
      suppressMs,
    ),
    suppressedMax: v.optional(count("Alerts that are remembered for it.", 1), suppressedMax),
    ruleAlertsADayMax: v.optional(
      count("Evasions of one rule raise so many alerts in 24 hours at most.", 1),
      ruleAlertsADayMax,
    ),
  }),
  v.description("Scores texts that come near what rules look for and miss them."),
)

export type EvasionOptions = v.InferOutput<typeof evasionOptions>
