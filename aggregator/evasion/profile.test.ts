import { expect, test } from "bun:test"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { openDrift, profileOf, withProfiles } from "./profile.ts"
import type { Score } from "./scorer.ts"
import { smallBenign, smallModel } from "./small-model.ts"
import { openWatch } from "./watch.ts"

type One = Pick<Score, "score" | "outcome">
const scores = (count: number, of: (i: number) => number): One[] =>
  Array.from({ length: count }, (_, i) => ({ score: of(i), outcome: "benign" }))

const usual = scores(2000, (i) => -1 - ((i * 7) % 100) / 100)

function driftOf(lately: readonly One[]): number | undefined {
  const drift = openDrift(profileOf(usual))
  for (const one of lately) drift.add(one)
  return drift.index()
}

test("scores like those of the training have not drifted", () => {
  expect(driftOf(scores(1000, (i) => -1 - ((i * 13) % 100) / 100))).toBeLessThan(0.1)
})

test("scores that have moved have drifted", () => {
  expect(driftOf(scores(1000, (i) => -0.2 - ((i * 13) % 100) / 100))).toBeGreaterThan(0.25)
})

test("many unknown texts are a drift", () => {
  const half = usual.slice(0, 1000).map((one, i) => (i % 2 ? one : { ...one, outcome: "unknown" }))
  expect(driftOf(half as One[])).toBeGreaterThan(0.25)
})

test("few texts say nothing, and what was long ago is forgotten", () => {
  expect(driftOf(usual.slice(0, 100))).toBeUndefined()
  const moved = scores(2000, () => 0.5)
  expect(driftOf([...moved, ...Array(40).fill(usual).flat()])).toBeLessThan(0.1)
})

test("scores that are all the same make a profile that tells another from them", () => {
  const drift = openDrift(profileOf(scores(1000, () => -1)))
  for (const one of scores(1000, () => -1)) drift.add(one)
  expect(drift.index()).toBeLessThan(0.1)
  for (const one of scores(2000, () => 0)) drift.add(one)
  expect(drift.index()).toBeGreaterThan(0.25)
})

test("the metrics tell drift, scores, what was cached, and when the model was trained", async () => {
  const metrics = openMetrics()
  const watch = openWatch({ metrics })
  watch.use(withProfiles(smallModel(), smallBenign))
  for (let i = 0; i < 600; i++)
    watch.scored("process_creation", { score: 1, outcome: "malicious", rules: [] }, i > 550)
  watch.alerted(true)
  const text = await metrics.text()
  expect(text).toContain(`scored_total{kind="process_creation",outcome="malicious"} 600`)
  expect(text).toContain(`cached_total{kind="process_creation"} 49`)
  expect(text).toContain(`score_bucket{le="1",kind="process_creation"} 551`)
  expect(text).toContain("vedette_evasion_model_trained_seconds 1000")
  expect(text).toContain(`alerts_total{suppressed="true"} 1`)
  expect(Number(/vedette_evasion_drift\{.*\} (\S+)/.exec(text)?.[1])).toBeGreaterThan(0.25)
  expect(watch.drifted()).toEqual(["process_creation"])
})
