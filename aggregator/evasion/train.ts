import { createHash } from "node:crypto"
import type { Evidence } from "./evidence.ts"
import { canonical, featuresOf } from "./features.ts"
import { type TextKind, textKinds } from "./kinds.ts"
import { type Linear, type SparseRows, trainLinear } from "./linear.ts"
import type { Calibration, EvasionModel, KindModel } from "./model.ts"
import { rowsOf } from "./rows.ts"
import type { RuleTexts } from "./rule-texts.ts"
import { openKind } from "./scorer.ts"
import { type Baseline, evidenceColumns, evidenceOf, type Highest, highestOf } from "./vector.ts"
import { decide, type Vector } from "./words.ts"

export interface Benign {
  readonly text: string
  readonly kind: TextKind
}

export interface TrainOptions {
  readonly seed: number
  readonly now: () => number
  /** Share of benign texts that may be called malicious. */
  readonly falseShareMax: number
  readonly told: (progress: string) => void
  /** Ordinary texts of others, learnt beside these; the line is drawn on a site's own alone. */
  readonly beside?: readonly Benign[]
}

/** Different texts that a calibration needs to be more than a guess. */
const calibrationMin = 5000
/** With fewer of its own, the line of a site is drawn on those of others too. */
const ownMin = 100

/** Trains a model for each kind that rules look into. The same seed gives the same model. */
export function trainEvasion(
  rules: readonly RuleTexts[],
  benign: readonly Benign[],
  options: TrainOptions,
): EvasionModel {
  const { beside = [] } = options
  const kinds = textKinds.flatMap((kind) => {
    const own = rules.filter((rule) => rule.kind === kind)
    if (own.length === 0) return []
    options.told(`${kind}: ${own.length} rules`)
    const isOfKind = (one: Benign) => one.kind === kind
    const texts = distinct([...beside, ...benign].filter(isOfKind)) // a site's own win
    return [trainKind(kind, own, texts, benign.filter(isOfKind), options)]
  })
  return {
    version: 1,
    trainedAt: new Date(options.now()).toISOString(),
    seed: options.seed,
    rulesHash: hashOf(rules.map((rule) => JSON.stringify(rule))),
    benignHash: hashOf(benign.map(({ text }) => text)),
    kinds,
  }
}

function hashOf(texts: readonly string[]): string {
  const hash = createHash("sha256")
  for (const text of texts) hash.update(text).update("\0")
  return hash.digest("hex")
}

/** Texts that read the same once plain are one. */
function distinct(benign: readonly Benign[]): string[] {
  const seen = new Map<string, string>()
  for (const { text } of benign) seen.set(canonical(text), text)
  return [...seen.values()]
}

function trainKind(
  kind: TextKind,
  rules: readonly RuleTexts[],
  benign: readonly string[],
  own: readonly Benign[],
  options: TrainOptions,
): KindModel {
  const isOwn = new Set(own.map(({ text }) => text))
  const random = generator(options.seed)
  const texts = [...benign].sort((a, b) => order(a, options.seed) - order(b, options.seed))
  const { hashes, tellings } = vocabularyOf(rules, texts)
  const rowCount = rowsOf(rules).rows.length
  const blank = { kind, rules, hashes, tellings, baseline: emptyBaseline(rowCount) }
  const reader = openKind(blank)
  const evidence = texts.map((text) => reader.read(text))
  const { baseline, others } = shownBy(evidence, rowCount)
  options.told(`${kind}: ${texts.length} benign texts read, ${hashes.length} features`)
  const base = { ...blank, baseline }
  const open = openKind(base)
  const vectors = texts.map((text, i) => ({
    ...open.vectorOf(text, reader.look(evidence[i]!, others).margin),
    isOwn: isOwn.has(text),
  }))
  const positives = positivesOf(rules, random).map((text) => open.vectorOf(text))
  const fit = (negatives: readonly Vector[]) =>
    fitted(positives, negatives, hashes.length + evidenceColumns, random)
  const scored = Array.from({ length: foldsMost }).flatMap((_, fold) => {
    const linear = fit(vectors.filter((_, i) => i % foldsMost !== fold))
    options.told(`${kind}: fold ${fold + 1} of ${foldsMost}`)
    const held = vectors.filter((_, i) => i % foldsMost === fold)
    return held.map((one) => ({ ...one, score: decide(linear, one) }))
  })
  const linear = fit(vectors)
  const highest = decide(linear, {
    columns: Int32Array.of(hashes.length),
    values: Float32Array.from(evidenceOf(marginMost)),
  })
  const ownScored = scored.filter((one) => one.isOwn)
  const line = ownScored.length < ownMin ? scored : ownScored
  const calibration = {
    ...calibrate(line, options.falseShareMax, highest),
    ...{ texts: ownScored.length, isGuess: ownScored.length < calibrationMin },
  }
  return { ...base, linear, calibration }
}

/** What serious rules ask for, written so that the rules would not see it. */
const positivesOf = (rules: readonly RuleTexts[], random: () => number): string[] =>
  rules
    .filter(({ level }) => level !== "informational" && level !== "low")
    .flatMap(({ ways }) =>
      ways.map(({ groups }) =>
        evaded(
          groups.map((group) => pick(group, random)),
          random,
        ),
      ),
    )

function fitted(
  positives: readonly Vector[],
  negatives: readonly Vector[],
  columns: number,
  random: () => number,
): Linear {
  const all = [...positives, ...negatives]
  const labels = new Int8Array(all.length).fill(-1).fill(1, 0, positives.length)
  return trainLinear(sparse(all, columns), labels, { costPositive: 1, costNegative: 1, random })
}

/** Features of the rules, and those that benign texts share. */
function vocabularyOf(rules: readonly RuleTexts[], benign: readonly string[]) {
  const frequency = new Map<number, number>()
  for (const text of benign) {
    const own = new Set<number>()
    featuresOf(text, (hash) => own.add(hash))
    for (const hash of own) frequency.set(hash, (frequency.get(hash) ?? 0) + 1)
  }
  const known = new Set<number>()
  for (const piece of rowsOf(rules).pieces) for (const hash of piece.features) known.add(hash)
  for (const [hash, count] of frequency) if (count > 1) known.add(hash)
  const hashes = Int32Array.from(known).sort()
  const all = Math.log(1 + benign.length) || 1
  const tellings = Float32Array.from(
    hashes,
    (hash) => (Math.log((1 + benign.length) / (1 + (frequency.get(hash) ?? 0))) / all) * 10,
  )
  return { hashes, tellings }
}

/** What a rule asks for, written so that the rule would not see it: a character stands in each word. */
function evaded(
  way: readonly { readonly texts: readonly string[] }[],
  random: () => number,
): string {
  const text = way.flatMap(({ texts }) => texts).join(" ")
  return text.replace(/[A-Za-z]{4,}/g, (word) => {
    const at = 1 + Math.floor(random() * (word.length - 1))
    return random() < 0.1 ? word.slice(0, at) : `${word.slice(0, at)}^${word.slice(at)}`
  })
}

const pick = <T>(list: readonly T[], random: () => number): T =>
  list[Math.floor(random() * list.length)]!

const foldsMost = 5
const marginMost = 0.7

/**
 * What all texts show, and what all but one do, so that it is measured as a text will be that nobody
 * has seen. Where it shows the most of a row itself, that is the most but one.
 */
function shownBy(evidence: readonly (readonly Evidence[])[], rowCount: number) {
  const baseline = emptyBaseline(rowCount)
  const second = emptyBaseline(rowCount)
  for (const found of evidence) raise(baseline, second, found)
  const [most, next] = [highestOf(baseline), highestOf(second)]
  const others: Highest = (one) => {
    const highest = most(one)
    return one.coverage >= highest ? next(one) : highest
  }
  return { baseline, others }
}

const emptyBaseline = (rowCount: number): Baseline => ({
  near: new Float32Array(rowCount),
  any: new Float32Array(rowCount),
})

function raise(best: Baseline, second: Baseline, evidence: readonly Evidence[]): void {
  const put = (kind: keyof Baseline, row: number, coverage: number) => {
    const highest = best[kind][row]!
    best[kind][row] = Math.max(highest, coverage)
    second[kind][row] = Math.max(second[kind][row]!, Math.min(highest, coverage))
  }
  for (const { row, coverage, isWhole, isLiteral } of evidence) {
    put("any", row, coverage)
    if (!(isWhole && isLiteral)) put("near", row, coverage)
  }
}

/**
 * Draws the line on benign texts that took no part in training, and no higher than it may lie: the
 * few that went farther are known by now, and would shut out all evasions of a small site.
 * @param highest what a text scores by `marginMost` alone
 */
function calibrate(
  held: readonly { readonly score: number; readonly knownShare: number }[],
  falseShareMax: number,
  highest: number,
): Calibration {
  const scores = held.map(({ score }) => score)
  const shares = held.map(({ knownShare }) => knownShare)
  scores.sort((a, b) => b - a)
  shares.sort((a, b) => a - b)
  const allowed = Math.floor(scores.length * falseShareMax)
  const threshold = Math.min(highest, Math.max(0, scores[allowed] ?? 0))
  const above = scores.filter((score) => score > threshold).length
  return {
    threshold,
    texts: held.length,
    falseShare: held.length === 0 ? 0 : above / held.length,
    knownMin: Math.min(0.5, shares[Math.floor(shares.length * 0.05)] ?? 0.5),
    isGuess: held.length < calibrationMin,
  }
}

function sparse(
  vectors: readonly { readonly columns: Int32Array; readonly values: Float32Array }[],
  columnsMax: number,
): SparseRows {
  const starts = new Int32Array(vectors.length + 1)
  for (const [i, { columns }] of vectors.entries()) starts[i + 1] = starts[i]! + columns.length
  const columns = new Int32Array(starts[vectors.length]!)
  const values = new Float32Array(columns.length)
  for (const [i, vector] of vectors.entries()) {
    columns.set(vector.columns, starts[i]!)
    values.set(vector.values, starts[i]!)
  }
  return { starts, columns, values, columnsMax }
}

/** Mulberry32. */
export function generator(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A place in an order that depends on the text and the seed alone. */
function order(text: string, seed: number): number {
  let hash = seed ^ 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
