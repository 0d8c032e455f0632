import { expect, test } from "bun:test"
import { curve } from "./chart.ts"
import { lineMaker } from "./lines.ts"
import { percentile, slopeOf } from "./slope.ts"
import { verdictOf } from "./verdict.ts"

/** Numbers between -0.5 and 0.5, always the same. */
function noise(count: number): number[] {
  let state = 7
  return Array.from({ length: count }, () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647 - 0.5
  })
}

const memory = { name: "memory", unit: "MiB", share: 0.1, least: 24 }
const verdict = (values: readonly number[]) => verdictOf(values, memory).isFlat

test("a slope is found through noise, and outliers don't bend it", () => {
  const values = noise(200).map((one, n) => 100 + 0.5 * n + 20 * one)
  values[3] = 9000
  const { perStep, least } = slopeOf(values)
  expect(perStep).toBeCloseTo(0.5, 1)
  expect(least).toBeGreaterThan(0.4)
})

test("noise is flat, and so is what falls or has a peak", () => {
  expect(verdict(noise(200).map((one) => 200 + 60 * one))).toBe(true)
  expect(verdict(noise(200).map((one, n) => 400 - n + one))).toBe(true)
  expect(verdict(noise(200).map((one, n) => (n === 90 ? 2000 : 200) + one))).toBe(true)
})

test("a leak is no noise, also where it saws", () => {
  expect(verdict(noise(200).map((one, n) => 200 + 0.3 * n + 40 * one))).toBe(false)
  expect(verdict(noise(200).map((one, n) => 200 + 0.3 * n + 5 * (n % 10) + one))).toBe(false)
})

test("growth that is sure but too small to tell of is flat", () => {
  expect(verdict(Array.from({ length: 200 }, (_, n) => 200 + 0.05 * n))).toBe(true)
})

test("percentiles of nothing and of few", () => {
  expect(percentile([], 0.5)).toBeNaN()
  expect([0, 0.5, 0.99].map((share) => percentile([3, 1, 2], share))).toEqual([1, 2, 3])
})

test("a curve has its values as heights, whatever their number", () => {
  const rows = curve(
    "x",
    Array.from({ length: 1000 }, (_, n) => n),
  ).split("\n")
  expect(rows[0]).toBe("x")
  expect(rows[1]!.trimEnd().endsWith("#")).toBe(true)
  expect(rows.at(-2)!.match(/#/g)!.length).toBeGreaterThan(55)
  expect(curve("x", [1])).toContain("#")
})

test("lines are of now, and hardly one comes twice", () => {
  const line = lineMaker()
  const lines = Array.from({ length: 500 }, line)
  expect(new Set(lines).size).toBeGreaterThan(495)
  expect(lines.every((text) => text.includes(String(new Date().getUTCFullYear())))).toBe(true)
  expect(lines.some((text) => text.includes("\n"))).toBe(false)
})
