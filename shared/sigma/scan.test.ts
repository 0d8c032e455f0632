import { expect, test } from "bun:test"
import fc from "fast-check"
import { standsIn } from "./check.ts"
import { foldText } from "./fold.ts"
import { isScannable } from "./gram.ts"
import { Scan } from "./scan.ts"
import { ScanBuilder } from "./scan-plan.ts"

const unit = fc.constantFrom("a", "b", "A", "B", "k", "K", "\\", ".", "é", "É", "😀", "\u212a")
const ascii = fc.constantFrom("a", "b", "A", "B", "k", "K", "\\", ".")
const anchor = fc.constantFrom("whole", "start", "end", "inside")
const shortText = fc.string({ unit, minLength: 1, maxLength: 4 })
const longText = fc.string({ unit, minLength: 5, maxLength: 9 })
const wanted = fc.tuple(fc.oneof(shortText, longText), anchor)
const onlyLong = fc.tuple(fc.string({ unit, minLength: 7, maxLength: 9 }), anchor)
const onlyAscii = fc.tuple(fc.string({ unit: ascii, minLength: 4, maxLength: 6 }), anchor)
const value = fc.oneof(
  fc.string({ unit, maxLength: 12 }),
  fc.string({ unit: ascii, minLength: 40, maxLength: 200 }),
  fc.string({ unit, minLength: 40, maxLength: 200 }),
)

function found(texts: readonly (readonly [string, "whole" | "start" | "end" | "inside"])[]) {
  const builder = new ScanBuilder(0)
  for (const [text, place] of texts) builder.literal(text, place)
  const hits = new Set<string>()
  const plan = builder.build()
  const kinds = ["", "whole", "start", "end", "inside"]
  const scan = new Scan(plan, {
    found: (_, index) => hits.add(`${kinds[plan.anchors[index] ?? 0]} ${plan.texts[index]}`),
  })
  let epoch = 0
  return (input: string) => {
    hits.clear()
    scan.run(input, ++epoch)
    return [...hits].sort()
  }
}

const upper = (text: string, seed: number) =>
  seed % 5 === 0 ? text.replaceAll("k", "\u212a") : text.toUpperCase()

/** Each value has some of the texts put into it, in upper case. */
const put = (input: string, texts: readonly string[], seed: number) =>
  texts.reduce((all, text, at) => {
    const place = (seed * (at + 7)) % (all.length + 1)
    return seed % (at + 2) === 0 ? all.slice(0, place) + upper(text, seed) + all.slice(place) : all
  }, input)

test("a scan finds the texts that stand where they must, in any case, and no other", () => {
  const list = fc.oneof(
    fc.array(wanted, { minLength: 1, maxLength: 30 }),
    fc.array(onlyLong, { minLength: 1, maxLength: 30 }),
    fc.array(onlyAscii, { minLength: 1, maxLength: 30 }),
  )
  fc.assert(
    fc.property(list, value, fc.nat(1000), (given, input, seed) => {
      const texts = given
        .map(([text, place]) => [foldText(text), place] as const)
        .filter(([text, place]) => isScannable(text, place === "inside"))
      const seen = put(
        input,
        texts.map(([text]) => text),
        seed,
      )
      const expected = texts.filter(([text, place]) => standsIn(foldText(seen), text, place))
      const names = expected.map(([text, place]) => `${place} ${text}`)
      expect(found(texts)(seen)).toEqual([...new Set(names)].sort())
    }),
    { seed: 20261125, numRuns: 4000 },
  )
})
