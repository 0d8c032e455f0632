import { parseDocuments } from "#shared/sigma/documents.ts"
import { type RuleTexts, ruleTextsOf } from "./rule-texts.ts"
import { type Benign, trainEvasion } from "./train.ts"

/** The text of a rule for tests: a program, and texts that its command line must hold. */
export const ruleYaml = (id: string, image: string, texts: string) => `
title: ${id}
id: ${id}
level: high
logsource: {product: windows, category: process_creation}
detection:
  image: [{Image|endswith: '\\${image}'}, {OriginalFileName: ${image}}]
  line: {CommandLine|contains|all: [${texts}]}
  condition: image and line
`

export const smallRules = [
  ruleYaml("download", "certutil.exe", "urlcache, http"),
  ruleYaml("shadows", "vssadmin.exe", "delete, shadows"),
]

const textsOf = (rules: readonly string[]): RuleTexts[] =>
  rules.flatMap((text) => ruleTextsOf(parseDocuments("x.yml", text, [])[0]!, new Map()) ?? [])

const words = "copy move list open build start report invoice notes backup index image page".split(
  " ",
)

export const smallBenign: Benign[] = Array.from({ length: 900 }, (_, i) => ({
  text: `${words[i % 13]}.exe --${words[(i * 7) % 13]} C:\\Users\\u${i % 41}\\${words[(i * 5) % 13]}${i}.txt`,
  kind: "process_creation",
}))

/** A model of a few rules and texts, made in a moment. */
export const smallModel = (rules: readonly string[] = smallRules, seed = 1) =>
  trainEvasion(textsOf(rules), smallBenign, {
    seed,
    now: () => 1_000_000,
    falseShareMax: 0.001,
    told: () => {},
  })
