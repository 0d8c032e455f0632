import { expect, test } from "bun:test"
import fc from "fast-check"
import type { Event } from "#shared/ecs/event.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { openScorer } from "./scorer.ts"
import { smallModel } from "./small-model.ts"
import { evasionStage } from "./stage.ts"
import { openWatch } from "./watch.ts"

const scorer = openScorer(smallModel())
const stage = () =>
  evasionStage(
    {
      scorer: () => scorer,
      tagsOf: () => [],
      isBenign: () => false,
      watch: openWatch({ metrics: openMetrics() }),
    },
    { now: Date.now },
  )

const fields = [
  ...["process.command_line", "powershell.file.script_block_text", "url.original"],
  ...["registry.path", "vendor.winlog.event_data.CommandLine", "registry.data.strings"],
]

const value = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.constantFrom("__proto__", "constructor", "\ud800", "\u0000", "%".repeat(500), ""),
  fc.constantFrom(null, 1, true, ["a", "b"], []),
)

test("no value of an event makes the stage throw, and a score is always a number", () => {
  const score = stage()
  const events = fc.dictionary(fc.constantFrom(...fields), value)
  fc.assert(
    fc.property(events, (given) => {
      const event = { ...given } as Event
      score(event, [])
      const told = event["vedette.evasion.score"]
      return told === undefined || Number.isFinite(told)
    }),
    { numRuns: 2000 },
  )
})

const long = 8192
test.each([
  ["carets", "^".repeat(long)],
  ["quotes", `"'`.repeat(long / 2)],
  ["percent signs", "%a".repeat(long / 2)],
  ["slashes", "\\..\\a".repeat(long / 5)],
  ["one long word", "a".repeat(long)],
  ["base64", Buffer.from("powershell ".repeat(500)).toString("base64")],
  ["look-alikes", "ѵѕѕ".repeat(long / 3)],
  ["joined pieces", `'a'+`.repeat(long / 4)],
  ["a rule's words", "vssadmin delete shadows ".repeat(long / 24)],
])("a text full of %s takes no longer than a hundred ordinary ones of its length", (_, text) => {
  const score = stage()
  const timeOf = (texts: readonly string[]) => {
    const startMs = performance.now()
    for (const one of texts) score({ "process.command_line": one }, [])
    return performance.now() - startMs
  }
  const ordinary = Array.from({ length: 100 }, (_, i) => `copy file${i} `.repeat(long / 12))
  timeOf(ordinary.slice(0, 20)) // warm
  expect(timeOf([text])).toBeLessThan(timeOf(ordinary))
})
