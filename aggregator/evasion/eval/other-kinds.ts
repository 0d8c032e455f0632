import { readFileSync } from "node:fs"
import { join } from "node:path"
import { canonical } from "../features.ts"
import type { TextKind } from "../kinds.ts"
import { ordinaryTexts } from "../ordinary-corpus.ts"
import type { RuleTexts } from "../rule-texts.ts"
import { openScorer } from "../scorer.ts"
import { trainEvasion } from "../train.ts"
import type { Recorded } from "./recorded.ts"
import type { Rate } from "./statistics.ts"

/** A recorded text that is no command; what it says, not who has looked through it, is known. */
export interface OtherText {
  readonly kind: TextKind
  readonly text: string
  readonly isMatch: boolean
}

/** Script blocks, registry values and addresses, each once as it reads once plain. */
export function otherTexts(corpora: string, recorded: readonly Recorded[]): OtherText[] {
  const seen = new Set<string>()
  return [...fromEvents(recorded), ...socbed(corpora)].filter(({ kind, text }) => {
    const key = `${kind} ${canonical(text).trim()}`
    return !seen.has(key) && seen.add(key)
  })
}

function* fromEvents(recorded: readonly Recorded[]): Generator<OtherText> {
  for (const { kind, text, rules, isMatched } of recorded)
    if (kind !== "process_creation" && (rules.length > 0 || !isMatched))
      yield { kind, text, isMatch: rules.length > 0 }
}

const socbedFolders = [
  ["proxy_web", "proxy"],
  ["registry", "registry"],
  ["powershell", "powershell"],
] as const

function* socbed(corpora: string): Generator<OtherText> {
  for (const [folder, kind] of socbedFolders) {
    const lines = readFileSync(join(corpora, "amides/socbed", folder, "all"), "utf8")
    for (const text of lines.split("\n")) if (text !== "") yield { kind, text, isMatch: false }
  }
}

export interface OtherRates {
  readonly unmatched: Rate
  readonly matches: Rate
}

/** What the model of the first day says of them. */
export function otherKinds(
  rules: readonly RuleTexts[],
  texts: readonly OtherText[],
): Map<TextKind, OtherRates> {
  const other = ({ kind }: { kind: TextKind }) => kind !== "process_creation"
  const options = { seed: 1, falseShareMax: 0.001, now: () => 0, told: () => {} }
  const score = openScorer(
    trainEvasion(rules.filter(other), ordinaryTexts().filter(other), options),
  )
  const rateOf = (some: readonly OtherText[]): Rate => ({
    hits: some.filter(({ kind, text }) => score(text, kind).outcome === "malicious").length,
    all: some.length,
  })
  return new Map(
    [...Map.groupBy(texts, ({ kind }) => kind)].map(([kind, own]) => [
      kind,
      {
        unmatched: rateOf(own.filter(({ isMatch }) => !isMatch)),
        matches: rateOf(own.filter(({ isMatch }) => isMatch)),
      },
    ]),
  )
}
