import { ordinaryTexts } from "../ordinary-corpus.ts"
import type { RuleTexts } from "../rule-texts.ts"
import { openScorer, type Score } from "../scorer.ts"
import { type Benign, trainEvasion } from "../train.ts"
import { amidesWords } from "./amides-features.ts"
import { type AmidesModel, amidesScore, trainAmides } from "./amides-model.ts"
import { thresholdAt } from "./statistics.ts"

/** What is compared. */
export interface Detector {
  readonly name: string
  /** Above 0 is malicious. */
  score(text: string): number
  /** Where its own line lies if that is another. */
  readonly ownLine?: number
  /** Ids of up to ten rules, the likeliest first. */
  rank(text: string): readonly string[]
  /** Texts that it is asked to rank at most, for the time that it takes. */
  readonly rankedMax: number
}

export interface TrainingSet {
  readonly rules: readonly RuleTexts[]
  readonly benign: readonly string[]
  readonly falseShareMax: number
  readonly seed: number
}

/** A site's benign texts and those of the project. */
export const ours = (set: TrainingSet): Detector => vedette("Vedette", set, projectTexts())

/** What there is before it is trained on a site's own events: benign texts are those of the project. */
export const firstDay = (set: TrainingSet): Detector =>
  vedette("Vedette, first day", { ...set, benign: projectTexts() })

export const projectTexts = () =>
  ordinaryTexts().flatMap(({ kind, text }) => (kind === "process_creation" ? [text] : []))

function vedette(name: string, set: TrainingSet, beside: readonly string[] = []): Detector {
  const { rules, benign, falseShareMax, seed } = set
  const model = trainEvasion(rules, benign.map(command), {
    ...{ seed, falseShareMax, beside: beside.map(command) },
    now: () => 0,
    told: () => {},
  })
  const score = openScorer(model)
  const known = new Map<string, Score>()
  const scored = (text: string): Score => {
    const one = known.get(text) ?? score(text, "process_creation")
    known.set(text, one)
    return one
  }
  return {
    name,
    rankedMax: 100_000,
    score: (text) => scored(text).score,
    rank: (text) => scored(text).rules.map(({ id }) => id),
  }
}

const command = (text: string): Benign => ({ text, kind: "process_creation" })

const folds = 5
const ruleBenignMax = 1000

/**
 * AMIDES' features and machine on the same rules and the same benign texts. Beside its own line, at
 * which the machine is undecided, it gets the one that ours gets: drawn on benign texts left out.
 */
export function amides({ rules, benign, falseShareMax }: TrainingSet): Detector {
  const malicious = rules.flatMap(phrasesOf).filter((words) => words.length > 0)
  const texts = benign.map(amidesWords)
  const held = Array.from({ length: folds }, (_, fold) => {
    const model = trainAmides(
      malicious,
      texts.filter((_, i) => i % folds !== fold),
    )
    return texts.filter((_, i) => i % folds === fold).map((words) => amidesScore(model, words))
  })
  const threshold = thresholdAt(held.flat(), falseShareMax)
  const model = trainAmides(malicious, texts)
  const rank = ranking(rules, texts)
  return {
    name: "AMIDES' features",
    score: (text) => amidesScore(model, amidesWords(text)) - threshold,
    ownLine: -threshold,
    rankedMax: 600,
    rank,
  }
}

/** What a rule looks for in the command line, each text of its own; nothing of other fields. */
function phrasesOf({ ways }: RuleTexts): string[][] {
  const texts = new Set<string>()
  for (const { groups } of ways)
    for (const group of groups)
      for (const alternative of group)
        if (!alternative.isProgram) for (const text of alternative.texts) texts.add(text)
  return [...texts].map(amidesWords)
}

/** A machine for each rule, made when first asked for, against some of the benign texts. */
function ranking(
  rules: readonly RuleTexts[],
  benign: readonly (readonly string[])[],
): (text: string) => readonly string[] {
  const step = Math.max(1, Math.ceil(benign.length / ruleBenignMax))
  const some = benign.filter((_, i) => i % step === 0)
  let models: { id: string; model: AmidesModel }[] | undefined
  const trained = () =>
    rules.flatMap((rule) => {
      const malicious = phrasesOf(rule).filter((words) => words.length > 0)
      return malicious.length > 0 ? [{ id: rule.id, model: trainAmides(malicious, some) }] : []
    })
  return (text) => {
    models ??= trained()
    const words = amidesWords(text)
    return models
      .map(({ id, model }) => ({ id, score: amidesScore(model, words) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 10)
      .map(({ id }) => id)
  }
}
