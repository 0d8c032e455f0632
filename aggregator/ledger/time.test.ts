import { expect, test } from "bun:test"
import { timeOf } from "./command.ts"

const now = Date.UTC(2026, 2, 10, 12)

test.each([
  ["24h", now - 86_400_000],
  ["now-90m", now - 5_400_000],
  ["2w", now - 14 * 86_400_000],
  ["now", now],
  ["2026-03-10", Date.UTC(2026, 2, 10)],
  ["2026-03-10T11:30", now - 1_800_000],
  ["2026-03-10 11:30Z", now - 1_800_000],
  ["2026-03-10T12:30+01:00", now - 1_800_000],
  [String(now), now],
  [String(now / 1000), now],
])("%s is a time", (text, ms) => {
  expect(timeOf(text, now, 0)).toBe(ms)
})

test.each(["", "yesterday", "24", "5x", "2026-13-40", "-3h", "1e9", "Infinity"])(
  "%p is told to be none, or read as an epoch",
  (text) => {
    if (text === "24") expect(timeOf(text, now, 0)).toBe(24_000)
    else expect(() => timeOf(text, now, 0)).toThrow("not a time")
  },
)

test("without a time the fallback stands", () => {
  expect(timeOf(undefined, now, 7)).toBe(7)
})
