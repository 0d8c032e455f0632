import { canonical } from "../features.ts"
import type { BenignSource, BenignText } from "./benign.ts"
import { isHeldOut, type Match } from "./corpus.ts"
import type { Detector } from "./detectors.ts"
import type { Mutant } from "./mutants.ts"
import {
  averagePrecision,
  type CurvePoint,
  clustered,
  curveOf,
  type Rate,
  rateOf,
  thresholdAt,
} from "./statistics.ts"

/** What detectors are shown; none of it took part in training. */
export interface Trial {
  readonly benign: readonly BenignText[]
  readonly ordinary: readonly string[]
  readonly everyday: readonly string[]
  /** The five evasions that AMIDES' authors published. */
  readonly published: readonly string[]
  readonly matches: readonly Match[]
  readonly mutants: readonly Mutant[]
}

/** What a line between malicious and not gives. */
export interface Line {
  readonly falseAlarms: Rate
  readonly ordinary: Rate
  readonly everyday: Rate
  readonly published: Rate
  readonly matches: Rate
  readonly mutants: Rate
  /** Bounds of the same if all ways to write one command stand or fall together. */
  readonly together: readonly [number, number]
  /** Of rules that nobody looked at when choosing anything: all rules of the text are such. */
  readonly heldOut: Rate
  /** Each text once that is the same once plain. */
  readonly plain: Rate
}

export interface Ranks {
  readonly all: number
  /** Texts with a right rule among the first one, three and ten. */
  readonly within: readonly [number, number, number]
}

export interface Figures {
  readonly name: string
  readonly line: Line
  readonly ownLine: Line | undefined
  /** The line that one in a thousand of the benign texts of the trial lies above. */
  readonly atTenth: Line
  readonly sources: ReadonlyMap<BenignSource, Rate>
  readonly ways: ReadonlyMap<string, Rate>
  readonly curve: readonly CurvePoint[]
  readonly averagePrecision: number
  readonly matchRanks: Ranks
  readonly mutantRanks: Ranks
}

const tenth = 0.001

export function figuresOf(detector: Detector, trial: Trial): Figures {
  const scored = scoresOf(detector, trial)
  const { benign, mutants } = scored
  const curve = curveOf(mutants, benign)
  const line = lineOf(trial, scored)
  return {
    name: detector.name,
    line: line(0),
    ownLine: detector.ownLine === undefined ? undefined : line(detector.ownLine),
    atTenth: line(thresholdAt(benign, tenth)),
    sources: ratesBy(trial.benign, ({ source }) => source, benign),
    ways: ratesBy(trial.mutants, ({ way }) => way, mutants),
    curve,
    averagePrecision: averagePrecision(curve),
    matchRanks: ranksOf(detector, trial.matches),
    mutantRanks: ranksOf(detector, trial.mutants),
  }
}

interface Scores {
  readonly benign: readonly number[]
  readonly ordinary: readonly number[]
  readonly everyday: readonly number[]
  readonly published: readonly number[]
  readonly matches: readonly number[]
  readonly mutants: readonly number[]
}

function scoresOf(
  { score }: Detector,
  { benign, ordinary, everyday, published, matches, mutants }: Trial,
): Scores {
  const of = (texts: readonly { readonly text: string }[]) => texts.map(({ text }) => score(text))
  return {
    benign: of(benign),
    ordinary: ordinary.map(score),
    everyday: everyday.map(score),
    published: published.map(score),
    matches: of(matches),
    mutants: of(mutants),
  }
}

function lineOf(trial: Trial, scores: Scores): (threshold: number) => Line {
  const isOfHeldOut = trial.mutants.map(({ rules }) => rules.every(isHeldOut))
  const seen = new Set<string>()
  const isFirst = trial.mutants.map(({ text }) => {
    const key = canonical(text).trim()
    return !seen.has(key) && seen.add(key) !== undefined
  })
  const together = (threshold: number) => {
    const groups = ratesBy(trial.mutants, ({ original }) => original, scores.mutants, threshold)
    const { low, high } = clustered([...groups.values()])
    return [low, high] as const
  }
  const pick = (which: readonly boolean[]) => scores.mutants.filter((_, i) => which[i])
  return (threshold) => ({
    falseAlarms: rateOf(scores.benign, threshold),
    ordinary: rateOf(scores.ordinary, threshold),
    everyday: rateOf(scores.everyday, threshold),
    published: rateOf(scores.published, threshold),
    matches: rateOf(scores.matches, threshold),
    mutants: rateOf(scores.mutants, threshold),
    together: together(threshold),
    heldOut: rateOf(pick(isOfHeldOut), threshold),
    plain: rateOf(pick(isFirst), threshold),
  })
}

function ratesBy<One, Key>(
  texts: readonly One[],
  keyOf: (one: One) => Key,
  scores: readonly number[],
  threshold = 0,
): Map<Key, Rate> {
  const groups = new Map<Key, number[]>()
  for (const [i, one] of texts.entries()) {
    const group = groups.get(keyOf(one))
    if (group) group.push(scores[i]!)
    else groups.set(keyOf(one), [scores[i]!])
  }
  return new Map([...groups].map(([key, own]) => [key, rateOf(own, threshold)]))
}

/** Where the first of the right rules stands, over evenly chosen texts. */
function ranksOf({ rank, rankedMax }: Detector, texts: readonly Match[]): Ranks {
  const step = Math.max(1, texts.length / rankedMax)
  const within: [number, number, number] = [0, 0, 0]
  let all = 0
  for (let i = 0; i < texts.length; i += step) {
    const { text, rules } = texts[Math.floor(i)]!
    const place = rank(text).findIndex((id) => rules.includes(id))
    all++
    for (const [k, most] of [1, 3, 10].entries()) if (place >= 0 && place < most) within[k]!++
  }
  return { all, within }
}
