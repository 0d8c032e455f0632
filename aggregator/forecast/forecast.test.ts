import { expect, test } from "bun:test"
import { forecastCsv } from "./command.ts"
import { forecastOf } from "./forecast.ts"

const daily = (n: number) =>
  Array.from({ length: n }, (_, i) => 100 + 50 * Math.sin((i * Math.PI) / 12))

const worstOf = (history: readonly number[]): number => {
  const next = forecastOf(history, 24, 24, 0.95)
  return Math.max(...next.map(({ expected }, i) => Math.abs(expected - daily(24)[i]!)))
}

test("a series that repeats each day is forecast within a tenth of its swing", () => {
  expect(worstOf(daily(24 * 16))).toBeLessThan(10)
})

test("a single spike in the history does not move the forecast", () => {
  const spiked = daily(24 * 16)
  spiked[24 * 10 + 12] = 1e9
  expect(worstOf(spiked)).toBeLessThan(10)
})

test("a higher level has a band at least as wide", () => {
  const noisy = daily(24 * 16).map((value, i) => value + ((i * 7919) % 31))
  const width = (level: number) =>
    forecastOf(noisy, 24, 24, level).reduce((sum, { lower, upper }) => sum + upper - lower, 0)
  expect(width(0.99)).toBeGreaterThan(width(0.5))
})

test("steps that are not regular are refused", () => {
  const text =
    "timestamp,value\n2026-01-01T00:00:00Z,1\n2026-01-01T01:00:00Z,2\n2026-01-01T03:00:00Z,3\n"
  expect(() => forecastCsv(text, 2, 0.95)).toThrow("the steps are not regular")
})
