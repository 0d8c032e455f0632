import { textKinds } from "./kinds.ts"
import type { EvasionModel } from "./model.ts"
import type { Watch } from "./watch.ts"

/** How the detector stands, for the health page and its API. */
export interface EvasionStanding {
  /** `ships`: made of our own ordinary texts; `own`: trained by the people of the site. */
  readonly model: "off" | "none yet" | "ships" | "own"
  readonly trainedAt?: string
  readonly ageMs?: number
  /** SHA-256 of the texts of the rules, and of the benign texts. */
  readonly rulesHash?: string
  readonly benignHash?: string
  readonly kinds: readonly KindStanding[]
  /** What a person should do about it. */
  readonly advice: readonly string[]
}

export interface KindStanding {
  readonly kind: string
  readonly rules: number
  readonly threshold: number
  /** Benign texts that the threshold was drawn on; the share of them above it. */
  readonly texts: number
  readonly falseShare: number
  readonly isGuess: boolean
  /** Population stability index against the training; above 0.25 much has changed. */
  readonly drift?: number
  readonly malicious: number
  readonly benign: number
  readonly unknown: number
}

export function standingOf(
  model: EvasionModel | undefined,
  watch: Pick<Watch, "drift" | "counts" | "drifted">,
  nowMs: number,
): EvasionStanding {
  if (!model) return { model: "none yet", kinds: [], advice: [] }
  const kinds = model.kinds.map(({ kind, rules, calibration }) => {
    const drift = watch.drift(kind)
    const { threshold, texts, falseShare, isGuess } = calibration
    const told = { kind, rules: rules.length, threshold, texts, falseShare, isGuess }
    return { ...told, ...(drift !== undefined && { drift }), ...watch.counts(kind) }
  })
  return {
    model: model.madeOf === undefined ? "own" : "ships",
    trainedAt: model.trainedAt,
    ageMs: nowMs - (Date.parse(model.trainedAt) || nowMs),
    rulesHash: model.rulesHash,
    benignHash: model.benignHash,
    kinds,
    advice: adviceOf(model, watch),
  }
}

function adviceOf(model: EvasionModel, watch: Pick<Watch, "drifted">): string[] {
  if (model.madeOf !== undefined)
    return [
      "The model was made of ordinary texts that ship, not of this site's: train it on your own " +
        "events (`train evasion --benign store`).",
    ]
  const advice: string[] = []
  const guessed = model.kinds.filter(({ calibration }) => calibration.isGuess)
  if (guessed.length > 0)
    advice.push(
      `The threshold is a guess for ${guessed.map(({ kind }) => kind).join(", ")}: fewer than ` +
        "5,000 different benign texts were there to draw it on.",
    )
  return [...advice, ...driftText(model, watch)]
}

/** Drift is a problem of a model that was trained here; one that ships is a stranger anyway. */
export function driftText(
  model: EvasionModel | undefined,
  watch: Pick<Watch, "drifted">,
): string[] {
  if (!model || model.madeOf !== undefined) return []
  const known = watch.drifted().filter((kind) => textKinds.includes(kind))
  if (known.length === 0) return []
  return [
    `what the evasion detector scores (${known.join(", ")}) is no longer like what it was trained ` +
      "on: train it anew",
  ]
}
