import type { TextKind } from "./kinds.ts"
import type { Linear } from "./linear.ts"
import type { RuleTexts } from "./rule-texts.ts"
import type { Baseline } from "./vector.ts"

/** What is known of one kind of text. */
export interface KindModel {
  readonly kind: TextKind
  readonly rules: readonly RuleTexts[]
  /** Hashes of the features that the model knows; the place of each is its column. */
  readonly hashes: Int32Array
  /** How telling each is, 0 to 10: `ln((1 + n) / (1 + df)) / ln(1 + n) * 10` over n benign texts. */
  readonly tellings: Float32Array
  readonly baseline: Baseline
  /** One weight a feature, then those of the evidence. */
  readonly linear: Linear
  readonly calibration: Calibration
  /** What it says of benign texts; a drift is told against it. */
  readonly profile?: Profile | undefined
}

/** Scores of benign texts: the share of each part between edges, then that of the unknown. */
export interface Profile {
  readonly edges: readonly number[]
  readonly shares: readonly number[]
}

/** Where the line is drawn, on benign texts that took no part in training. */
export interface Calibration {
  readonly threshold: number
  /** Different benign texts it was drawn on; below 5,000 the threshold is a guess. */
  readonly texts: number
  /** Share of them above it. */
  readonly falseShare: number
  /** Below this share of known features a text is unknown. */
  readonly knownMin: number
  readonly isGuess: boolean
}

export interface EvasionModel {
  readonly version: 1
  readonly trainedAt: string
  readonly seed: number
  /** SHA-256 of the rules' texts and of the benign texts. */
  readonly rulesHash: string
  readonly benignHash: string
  readonly kinds: readonly KindModel[]
  /** Of the model that ships: hash of all that it was made of, its code too. */
  readonly madeOf?: string | undefined
}
