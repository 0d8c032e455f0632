import * as v from "valibot"
import type { Deps } from "#shared/config/define.ts"
import { opening } from "#shared/config/opening.ts"
import { count, milliseconds, text } from "#shared/config/units.ts"
import type { Stage } from "#shared/pipeline/types.ts"
import { loadModel } from "./model-file.ts"
import { openScorer } from "./scorer.ts"
import { evasionStage, evasionStageDefaults } from "./stage.ts"

const { textsMax, textCharsMax, suppressMs, suppressedMax } = evasionStageDefaults

export const evasionOptions = v.pipe(
  v.strictObject({
    model: text("The model that `train evasion` wrote; its JSON file lies beside it."),
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
  }),
  v.description("Scores texts that come near what rules look for and miss them; read at start."),
)

/**
 * The stage, or none where it is not configured.
 * @throws OptionError where the model can't be loaded
 */
export async function openEvasion(
  options: v.InferOutput<typeof evasionOptions> | undefined,
  tagsOf: (id: string) => readonly string[],
  deps: Pick<Deps, "now" | "metrics" | "log">,
): Promise<readonly Stage[]> {
  if (!options) return []
  const model = await opening("evasion.model", () => loadModel(options.model))
  const guessed = model.kinds.filter(({ calibration }) => calibration.isGuess)
  if (guessed.length > 0) {
    const kinds = guessed.map(({ kind }) => kind).join(", ")
    deps.log.warn(
      `the evasion model's thresholds are guesses for ${kinds}: train it with more benign texts`,
    )
  }
  return [evasionStage(openScorer(model), tagsOf, deps, options)]
}
