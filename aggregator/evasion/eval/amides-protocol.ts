import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { parseAllDocuments } from "yaml"
import { amidesWords } from "./amides-features.ts"
import { amidesCost, amidesScore, trainAmides } from "./amides-model.ts"
import { phrasesOf } from "./lucene-phrases.ts"
import type { Scikit } from "./scikit.ts"
import type { Rate } from "./statistics.ts"

/** AMIDES' public experiment, done by our code: the baseline is what it says it is. */
export interface AmidesProtocol {
  readonly phrases: number
  readonly samples: number
  readonly features: number
  readonly evasions: Rate
  readonly falseAlarms: Rate
  /** Benign validation lines that stand in the training set too. */
  readonly leaked: number
  /** Largest difference of a score from scikit-learn's LinearSVC; undefined where it is not there. */
  readonly apart: number | undefined
  /** The same from its SVC, whose bias is not regularised. */
  readonly apartSvc: number | undefined
}

const tight = { tolerance: 1e-8, roundsMax: 50_000 }

export async function amidesProtocol(corpora: string, scikit: Scikit): Promise<AmidesProtocol> {
  const phrases = ruleFiles(corpora).flatMap((file) => filtersOf(file).flatMap(phrasesOfFilter))
  const malicious = phrases.map(amidesWords).filter((words) => words.length > 0)
  const train = socbedWords(corpora, "train")
  const benign = socbedWords(corpora, "validation")
  const evasions = evasionTexts(corpora).map(amidesWords)
  const model = trainAmides(malicious, train, tight)
  const scored = (texts: readonly string[][]) => texts.map((words) => amidesScore(model, words))
  const asked = [...evasions, ...benign]
  const scores = scored(asked)
  const theirs = await scikit<{ scores: number[]; svc: number[] }>({
    malicious: malicious.map((words) => words.join()),
    benign: train.map((words) => words.join()),
    asked: asked.map((words) => words.join()),
    cost: amidesCost,
  })
  const seen = new Set(train.map((words) => words.join()))
  return {
    phrases: phrases.length,
    samples: malicious.length + train.length,
    features: model.vocabulary.weights.length,
    evasions: { hits: above(scored(evasions)), all: evasions.length },
    falseAlarms: { hits: above(scored(benign)), all: benign.length },
    leaked: benign.filter((words) => seen.has(words.join())).length,
    apart: theirs && apart(scores, theirs.scores),
    apartSvc: theirs && apart(scores, theirs.svc),
  }
}

const above = (scores: readonly number[]) => scores.filter((score) => score >= 0).length

const apart = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((score, i) => Math.abs(score - b[i]!)))

const phrasesOfFilter = (filter: string) => phrasesOf(filter, "process.command_line")

function ruleFiles(corpora: string): string[] {
  const folder = join(corpora, "amides/sigma/rules/windows/process_creation")
  return readdirSync(folder).map((name) => join(folder, name))
}

function filtersOf(file: string): string[] {
  const documents = parseAllDocuments(readFileSync(file, "utf8")).flatMap(
    (document) => document.toJS() as { filter: string } | { filter: string }[],
  )
  return documents.map(({ filter }) => filter)
}

/** These files hold the cleaned words, joined by commas. */
const socbedWords = (corpora: string, name: string): string[][] =>
  readFileSync(join(corpora, "amides/socbed/process_creation", name), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","))

export function evasionTexts(corpora: string): string[] {
  const folder = join(corpora, "amides/sigma/events/windows/process_creation")
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /_Evasion_.*\.json$/.test(name))
    .map((name) => {
      const event = JSON.parse(readFileSync(join(folder, name), "utf8")) as AmidesEvent
      return event.winlog?.event_data?.CommandLine ?? event.process?.command_line ?? ""
    })
}

interface AmidesEvent {
  readonly winlog?: { readonly event_data?: { readonly CommandLine?: string } }
  readonly process?: { readonly command_line?: string }
}
