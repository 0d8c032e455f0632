import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { loadRules } from "#shared/sigma/rules.ts"
import { canonical } from "../features.ts"
import type { RuleTexts } from "../rule-texts.ts"
import { rulesInFolders } from "../rules-in-folders.ts"
import { evasionTexts } from "./amides-protocol.ts"
import { type BenignText, benignTexts } from "./benign.ts"
import { type Mutant, mutantsOf } from "./mutants.ts"
import { type OtherText, otherTexts } from "./other-kinds.ts"
import { type Recorded, recordedEvents } from "./recorded.ts"

/** A command that rules fire on. */
export interface Match {
  readonly text: string
  readonly rules: readonly string[]
}

/** All that the evaluation looks at. Rules and texts are of process creations, save the others. */
export interface Corpus {
  readonly rules: readonly RuleTexts[]
  readonly matches: readonly Match[]
  readonly mutants: readonly Mutant[]
  readonly benign: readonly BenignText[]
  /** Ordinary commands, written by those who wrote the forms of the texts of the first day. */
  readonly ordinary: readonly string[]
  /** The same, written by somebody who has not seen them. */
  readonly everyday: readonly string[]
  /** The five evasions that AMIDES' authors published. */
  readonly published: readonly string[]
  readonly otherRules: readonly RuleTexts[]
  readonly others: readonly OtherText[]
}

interface Gathered {
  readonly matches: readonly Match[]
  readonly mutants: readonly Mutant[]
  readonly benign: readonly BenignText[]
  readonly others: readonly OtherText[]
}

const folders = ["rules", "rules-emerging-threats", "rules-threat-hunting"]
const seed = 1
/** Raised with each change to what is gathered. */
const gathering = 4

/** Gathers, or reads what was gathered before and lies in the cache. */
export async function openCorpus(corpora: string, cache: string): Promise<Corpus> {
  const file = join(cache, `corpus-${gathering}.json`)
  if (!existsSync(file)) {
    mkdirSync(cache, { recursive: true })
    writeFileSync(file, JSON.stringify(await gather(corpora)))
  }
  const { matches, mutants, benign, others } = JSON.parse(readFileSync(file, "utf8")) as Gathered
  const attacks = new Set([...matches, ...mutants].map(({ text }) => plain(text)))
  const { rules } = rulesInFolders(folders.map((folder) => join(corpora, "sigma", folder)))
  return {
    rules: rules.filter(({ kind }) => kind === "process_creation"),
    otherRules: rules.filter(({ kind }) => kind !== "process_creation"),
    others,
    matches: onceEach(matches),
    mutants,
    benign: onceEach(benign).filter(({ text }) => !attacks.has(plain(text))),
    ordinary: linesOf("../ordinary.txt"),
    everyday: linesOf("everyday.txt"),
    published: evasionTexts(corpora),
  }
}

const linesOf = (file: string) =>
  readFileSync(join(import.meta.dir, file), "utf8")
    .split("\n")
    .filter((line) => line !== "")

export const plain = (text: string) => canonical(text).trim()

/** The first of those that read the same once they are plain. */
function onceEach<One extends { readonly text: string }>(texts: readonly One[]): One[] {
  const seen = new Set<string>()
  return texts.filter(({ text }) => {
    const key = plain(text)
    return !seen.has(key) && seen.add(key)
  })
}

async function gather(corpora: string): Promise<Gathered> {
  const rules = loadRules(folders.map((folder) => join(corpora, "sigma", folder)))
  const recorded = await recordedEvents(corpora, rules)
  const matches = recorded.filter(({ kind, rules }) => kind === "process_creation" && rules[0])
  const different = [...new Map(matches.map((one) => [one.text, one] as const)).values()]
  return {
    matches: different.map(({ text, rules }: Recorded) => ({ text, rules })),
    mutants: mutantsOf(different, rules, seed),
    benign: benignTexts(corpora, recorded),
    others: otherTexts(corpora, recorded),
  }
}

/** One part in three, by name alone, so that it stays whatever is added. */
export function isHeldOut(name: string): boolean {
  return createHash("sha1").update(name).digest()[0]! % 3 === 0
}
