import { expect, test } from "bun:test"
import { averagePrecision, clustered, curveOf, rateOf, thresholdAt, wilson } from "./statistics.ts"

test.each([
  [0, 10, 0, 0.2775],
  [1, 10, 0.0179, 0.4042],
  [5, 10, 0.2366, 0.7634],
  [10, 10, 0.7225, 1],
  [2, 3415, 0.00016, 0.00213],
])("Wilson's interval of %i of %i", (hits, all, low, high) => {
  const interval = wilson({ hits, all })
  expect(interval.low).toBeCloseTo(low, 4)
  expect(interval.high).toBeCloseTo(high, 4)
})

test("nothing known is an interval from 0 to 1", () => {
  expect(wilson({ hits: 0, all: 0 })).toEqual({ share: 0, low: 0, high: 1 })
})

test("groups that fall together have a wider interval than their members have", () => {
  const alone = Array.from({ length: 400 }, (_, i) => ({ hits: i % 2, all: 1 }))
  const together = Array.from({ length: 40 }, (_, i) => ({ hits: (i % 2) * 10, all: 10 }))
  const [narrow, wide] = [clustered(alone), clustered(together)]
  expect([narrow.share, wide.share]).toEqual([0.5, 0.5])
  expect(wide.high - wide.low).toBeGreaterThan(2 * (narrow.high - narrow.low))
})

test("no more than the share lies above the threshold", () => {
  const benign = Array.from({ length: 2000 }, (_, i) => i)
  const threshold = thresholdAt(benign, 0.001)
  expect(rateOf(benign, threshold)).toEqual({ hits: 2, all: 2000 })
})

test("scores that are equal are not told apart", () => {
  expect(rateOf([1, 1, 1], thresholdAt([1, 1, 1], 0.5)).hits).toBe(0)
  expect(curveOf([1, 1], [1, 1])).toEqual([{ recall: 1, precision: 0.5 }])
})

test("scores without fault have the area 1", () => {
  expect(averagePrecision(curveOf([3, 4], [1, 2]))).toBe(1)
})

test("a benign text between two malicious ones costs its part", () => {
  expect(averagePrecision(curveOf([3, 1], [2]))).toBeCloseTo(0.5 + 0.5 * (2 / 3), 10)
})
