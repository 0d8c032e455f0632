import type { EvasionModel, Profile } from "./model.ts"
import { openScorer, type Score } from "./scorer.ts"
import type { Benign } from "./train.ts"

const textsMax = 2000
const parts = 10
/** What lies upon one score has an edge below and one above it. */
const narrow = 1e-4
/** Shares below this are taken for it: what was never seen is not infinitely strange. */
const shareMin = 0.001

/** The model with what it says of the benign texts that it was made of, so that a drift can be told. */
export function withProfiles(model: EvasionModel, benign: readonly Benign[]): EvasionModel {
  const score = openScorer(model)
  const kinds = model.kinds.map((one) => {
    const texts = benign.filter(({ kind }) => kind === one.kind)
    const step = Math.max(1, Math.floor(texts.length / textsMax))
    const scores = texts.filter((_, i) => i % step === 0).map(({ text }) => score(text, one.kind))
    return scores.length < 100 ? one : { ...one, profile: profileOf(scores) }
  })
  return { ...model, kinds }
}

/** Tenths of the scores, where they can be told apart, and the share of what is unknown. */
export function profileOf(scores: readonly Pick<Score, "score" | "outcome">[]): Profile {
  const sorted = Float64Array.from(scores, ({ score }) => score).sort()
  const cuts = Array.from({ length: parts - 1 }, (_, i) =>
    Math.fround(sorted[Math.floor(((i + 1) * sorted.length) / parts)] ?? 0),
  )
  const edges = [...new Set(cuts.map((cut, i) => (cut === cuts[i - 1] ? cut + narrow : cut)))]
  const counts = new Float64Array(edges.length + 2)
  for (const one of scores) counts[binOf(edges, one)]!++
  return { edges, shares: Array.from(counts, (count) => count / Math.max(1, scores.length)) }
}

/** The last part is that of the unknown. */
function binOf(edges: readonly number[], { score, outcome }: Pick<Score, "score" | "outcome">) {
  if (outcome === "unknown") return edges.length + 1
  let at = 0
  while (at < edges.length && score >= edges[at]!) at++
  return at
}

/** How far the scores of late have drifted from those of the training. */
export interface Drift {
  add(score: Pick<Score, "score" | "outcome">): void
  /**
   * Population stability index: below 0.1 nothing has changed, above 0.25 much has. Undefined until
   * there are enough texts.
   */
  index(): number | undefined
}

export const driftMuch = 0.25

/** @param textsMin fewer say nothing; twenty times as many are forgotten by halves */
export function openDrift({ edges, shares }: Profile, textsMin = 500): Drift {
  const counts = new Float64Array(shares.length)
  let all = 0
  return {
    add(one) {
      counts[binOf(edges, one)]!++
      if (++all < 20 * textsMin) return
      all /= 2
      for (let i = 0; i < counts.length; i++) counts[i]! /= 2
    },
    index() {
      if (all < textsMin) return undefined
      let sum = 0
      for (const [i, share] of shares.entries()) {
        const was = Math.max(shareMin, share)
        const is = Math.max(shareMin, counts[i]! / all)
        sum += (is - was) * Math.log(is / was)
      }
      return sum
    },
  }
}
