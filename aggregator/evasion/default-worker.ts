import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { dirname } from "node:path"
import type { EvasionModel } from "./model.ts"
import { saveModel } from "./model-file.ts"
import { ordinaryTexts } from "./ordinary-corpus.ts"
import { withProfiles } from "./profile.ts"
import type { RuleTexts } from "./rule-texts.ts"
import { rulesInFolders } from "./rules-in-folders.ts"
import { trainEvasion } from "./train.ts"

/** What the thread is asked: for the texts of the rules, or for the model that ships, made of them. */
export type BesideRequest =
  | { readonly want: "rules"; readonly folders: readonly string[] }
  | {
      readonly want: "model"
      readonly folders: readonly string[]
      readonly path: string
      /** What the model that there is was made of. */
      readonly madeOf?: string | undefined
    }

export type BesideAnswer =
  | { readonly is: "rules"; readonly rules: readonly RuleTexts[] }
  | {
      readonly is: "trained"
      readonly model: EvasionModel
      /** Why it does not lie at its path: it will be made anew at the next start. */
      readonly unsaved: string | undefined
    }
  /** `same`: the model that there is was made of the same. */
  | { readonly is: "same" | "no rules" }
  | { readonly is: "failed"; readonly cause: string }

async function answer(request: BesideRequest): Promise<BesideAnswer> {
  try {
    const { rules } = rulesInFolders(request.folders)
    if (request.want === "rules") return { is: "rules", rules }
    if (rules.length === 0) return { is: "no rules" }
    const madeOf = hashOf(rules)
    if (madeOf === request.madeOf) return { is: "same" }
    const model = { ...trained(rules), madeOf }
    return { is: "trained", model, unsaved: await save(model, request.path) }
  } catch (cause) {
    return { is: "failed", cause: textOf(cause) }
  }
}

function trained(rules: readonly RuleTexts[]): EvasionModel {
  const benign = ordinaryTexts()
  const options = { seed: 1, now: Date.now, falseShareMax: 0.001, told: () => {} }
  return withProfiles(guarded(trainEvasion(rules, benign, options)), benign)
}

async function save(model: EvasionModel, path: string): Promise<string | undefined> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await saveModel(model, path)
    return undefined
  } catch (cause) {
    return textOf(cause)
  }
}

const textOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause))

/** A threshold that is a guess lies a little higher: a site's own texts are not those that ship. */
const guard = 0.1

const guarded = (model: EvasionModel): EvasionModel => ({
  ...model,
  kinds: model.kinds.map(({ calibration, ...kind }) => {
    const threshold = calibration.threshold + (calibration.isGuess ? guard : 0)
    return { ...kind, calibration: { ...calibration, threshold } }
  }),
})

/** Of the rules' texts, the ordinary texts' forms, and the code that makes a model of them. */
function hashOf(rules: readonly RuleTexts[]): string {
  const hash = createHash("sha256").update(JSON.stringify(rules))
  for (const folder of [import.meta.dirname, `${import.meta.dirname}/ordinary`])
    for (const name of readdirSync(folder).sort())
      if (/\.(?:ts|txt)$/.test(name) && !name.includes(".test."))
        hash.update(`${name}\0`).update(readFileSync(`${folder}/${name}`))
  return hash.digest("hex")
}

declare const self: Worker

self.onmessage = async ({ data }: MessageEvent<BesideRequest>) =>
  self.postMessage(await answer(data))
