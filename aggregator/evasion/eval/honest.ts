import type { TextKind } from "../kinds.ts"
import type { BenignSource } from "./benign.ts"
import { type Corpus, isHeldOut, plain } from "./corpus.ts"
import {
  amides,
  type Detector,
  firstDay,
  ours,
  projectTexts,
  type TrainingSet,
} from "./detectors.ts"
import { type Figures, figuresOf, type Trial } from "./figures.ts"
import { type OtherRates, otherKinds } from "./other-kinds.ts"
import { type Rate, rateOf } from "./statistics.ts"

/** Sources whose texts are alike; each in turn is left out of training as a whole. */
export const families: Readonly<Record<string, readonly BenignSource[]>> = {
  "Debian's maintainer scripts and cron jobs": ["maintainer", "cron"],
  "shell scripts of packages": ["scripts"],
  "units and package.json": ["units", "npm"],
  "Windows: recorded, and batch files": ["otrf", "socbed", "batch"],
}

export interface Honest {
  readonly trained: { readonly rules: number; readonly benign: number }
  readonly trial: Trial
  readonly figures: readonly Figures[]
  /** False alarms on each family by a model that saw nothing of it. */
  readonly leftOut: ReadonlyMap<string, ReadonlyMap<string, Rate>>
  /** Mutants of held-out rules found by models that never saw these rules. */
  readonly withheld: ReadonlyMap<string, Rate>
  readonly others: ReadonlyMap<TextKind, OtherRates>
  readonly detectors: readonly Detector[]
}

const settings = { falseShareMax: 0.001, seed: 1 }
const seriousLevels = ["medium", "high", "critical"]
const makers = [amides, ours]

export interface HonestOptions {
  readonly told: (text: string) => void
  /** This project's detector alone, and trained once. */
  readonly isQuick: boolean
}

/**
 * Rules of level medium and above, which are those that alert. Benign texts of a file stand on one side;
 * mutants are told apart by whether their rules are held out from every choice.
 */
export function honest(corpus: Corpus, { told, isQuick }: HonestOptions): Honest {
  const { rules, benign } = corpus
  const isSerious = new Set(
    rules.filter(({ level }) => seriousLevels.includes(level)).map(({ id }) => id),
  )
  const serious = <One extends { readonly rules: readonly string[] }>(texts: readonly One[]) =>
    texts.filter(({ rules }) => rules.some((id) => isSerious.has(id)))
  const train = benign.filter(({ file }) => !isHeldOut(file)).map(({ text }) => text)
  const isKnown = new Set([...train, ...projectTexts(), ...corpus.ordinary].map(plain))
  const trial: Trial = {
    benign: benign.filter(({ file }) => isHeldOut(file)),
    ordinary: corpus.ordinary,
    published: corpus.published,
    everyday: corpus.everyday.filter((text) => !isKnown.has(plain(text))),
    matches: serious(corpus.matches),
    mutants: serious(corpus.mutants),
  }
  const set: TrainingSet = { ...settings, rules, benign: train }
  const detectors = (isQuick ? [ours, firstDay] : [...makers, firstDay]).map((make) => make(set))
  told(`trained on ${rules.length} rules and ${train.length} benign texts`)
  const figures = detectors.map((one) => figuresOf(one, trial))
  told("scored")
  return {
    trained: { rules: rules.length, benign: train.length },
    trial,
    figures,
    leftOut: isQuick ? new Map() : leaveOut(corpus, told),
    withheld: isQuick ? new Map() : withhold(set, trial),
    others: isQuick ? new Map() : otherKinds(corpus.otherRules, corpus.others),
    detectors,
  }
}

function leaveOut({ rules, benign }: Corpus, told: (text: string) => void) {
  return new Map(
    Object.entries(families).map(([family, sources]) => {
      const isOfFamily = ({ source }: { source: BenignSource }) => sources.includes(source)
      const texts = benign.filter((one) => !isOfFamily(one)).map(({ text }) => text)
      const asked = benign.filter(isOfFamily)
      const rates = makers.map((make) => {
        const { name, score } = make({ ...settings, rules, benign: texts })
        const scores = asked.map(({ text }) => score(text))
        return [name, rateOf(scores, 0)] as const
      })
      told(`left out: ${family}`)
      return [family, new Map(rates)] as const
    }),
  )
}

function withhold(set: TrainingSet, { mutants }: Trial): Map<string, Rate> {
  const rules = set.rules.filter(({ id }) => !isHeldOut(id))
  const asked = mutants.filter(({ rules }) => rules.every(isHeldOut))
  return new Map(
    makers.map((make) => {
      const { name, score } = make({ ...set, rules })
      const scores = asked.map(({ text }) => score(text))
      return [name, rateOf(scores, 0)] as const
    }),
  )
}
