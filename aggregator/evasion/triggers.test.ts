import { expect, test } from "bun:test"
import fc from "fast-check"
import { parseDocuments } from "#shared/sigma/documents.ts"
import { type RuleTexts, ruleTextsOf } from "./rule-texts.ts"
import { openKind } from "./scorer.ts"
import { highestOf } from "./vector.ts"

const words = "certutil urlcache vssadmin delete shadows -ma -o /s powershell hidden net rar".split(
  " ",
)

const condition = fc
  .record({
    texts: fc.array(fc.subarray(words, { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 3,
    }),
    anchor: fc.constantFrom("contains", "endswith", "startswith"),
  })
  .map(
    ({ texts, anchor }) =>
      `CommandLine|${anchor}: ${JSON.stringify(texts.map((own) => own.join(" ")))}`,
  )

const rules = fc.array(fc.array(condition, { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 4,
})

const ruleOf = (conditions: readonly string[], i: number): RuleTexts[] => {
  const text = `
title: r${i}
id: r${i}
level: high
logsource: {product: windows, category: process_creation}
detection:
${conditions.map((one, n) => `  s${n}: {${one}}`).join("\n")}
  condition: all of s*
`
  const found = ruleTextsOf(parseDocuments("x.yml", text, [])[0]!, new Map())
  return found ? [found] : []
}

const spelled = fc
  .array(
    fc.tuple(
      fc.constantFrom(...words, "copy", "x.txt"),
      fc.constantFrom("", "^", "64", "\t", ",", '""'),
    ),
    {
      minLength: 1,
      maxLength: 7,
    },
  )
  .map((parts) => parts.map(([word, mark]) => word.slice(0, 3) + mark + word.slice(3)).join(" "))

test("the quick way to the margin misses no row that the slow way finds", () => {
  fc.assert(
    fc.property(
      rules,
      fc.array(spelled, { minLength: 1, maxLength: 8 }),
      fc.float({ min: 0, max: Math.fround(0.95), noNaN: true }),
      (conditions, texts, near) => {
        const own = conditions.flatMap(ruleOf)
        const rows = openKind({ ...blank, rules: own }).masses.length
        const baseline = {
          near: new Float32Array(rows).fill(near),
          any: new Float32Array(rows).fill(near),
        }
        const kind = openKind({ ...blank, rules: own, baseline })
        for (const text of texts)
          expect(kind.near(text).margin).toBeCloseTo(
            kind.look(kind.read(text), highestOf(baseline)).margin,
            6,
          )
      },
    ),
    { numRuns: 150 },
  )
})

const blank = {
  kind: "process_creation" as const,
  rules: [] as readonly RuleTexts[],
  hashes: new Int32Array(),
  tellings: new Float32Array(),
  baseline: { near: new Float32Array(512), any: new Float32Array(512) },
}
