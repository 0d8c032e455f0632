import { expect, test } from "bun:test"
import { openCounts } from "./counts.ts"

test("of more values than are kept the frequent ones stay, and it is told how much they may lack", () => {
  const counts = openCounts(100)
  for (let at = 0; at < 5_000; at++) {
    counts.add(`rare ${at}`, 1, at)
    if (at >= 1_000 && at % 10 === 0) counts.add("late but frequent", 1, at)
  }
  const [first] = counts.top(1)
  expect(first).toMatchObject({ value: "late but frequent", lastMs: 4_990 })
  expect(400 - first!.count).toBeLessThanOrEqual(counts.lacking())
  expect(counts.lacking()).toBeGreaterThan(0)
})

test("while all are kept every count is exact", () => {
  const counts = openCounts(100)
  for (let at = 0; at < 1_000; at++) counts.add(`v${at % 100}`, 1, at)
  expect(counts.lacking()).toBe(0)
  expect(counts.top(2)).toEqual([
    { value: "v0", count: 10, lastMs: 900 },
    { value: "v1", count: 10, lastMs: 901 },
  ])
})
