import { expect, test } from "bun:test"
import type { Event } from "./event.ts"
import { put } from "./fit.ts"
import { epochMs, instant, instantOf } from "./time.ts"

const at = (text: string) => Date.parse(text)
const reading = (month: number, day: number, hour = 0) => ({
  ...{ month, day, hour, minute: 0, second: 0, ms: 0 },
})

test.each([
  [
    "new year, seen on 1 January",
    reading(12, 31, 23),
    "2026-01-01T00:10:00Z",
    "2025-12-31T23:00:00Z",
  ],
  ["new year, ahead by a zone", reading(1, 1, 2), "2025-12-31T23:10:00Z", "2026-01-01T02:00:00Z"],
  ["the future by a day", reading(6, 2), "2026-06-01T00:00:00Z", "2026-06-02T00:00:00Z"],
  ["a file of last winter", reading(2, 12), "2026-11-25T00:00:00Z", "2026-02-12T00:00:00Z"],
  ["a file of last december", reading(12, 12), "2026-11-25T00:00:00Z", "2025-12-12T00:00:00Z"],
  ["29 February in a leap year", reading(2, 29), "2028-03-01T00:00:00Z", "2028-02-29T00:00:00Z"],
  ["29 February, seen later", reading(2, 29), "2026-05-01T00:00:00Z", "2024-02-29T00:00:00Z"],
])("without a year: %s", (_name, read, reference, wanted) => {
  expect(instant(read, at(reference), "UTC")).toBe(at(wanted))
})

test.each([
  ["2026-03-01T12:00:00Z", "UTC", "2026-03-01T12:00:00Z"],
  ["2026-03-01 12:00:00,250", "Europe/Berlin", "2026-03-01T11:00:00.250Z"],
  ["2026-07-01 12:00:00", "Europe/Berlin", "2026-07-01T10:00:00Z"],
  ["2026-03-01T12:00:00.123456789+05:45", "UTC", "2026-03-01T06:15:00.123Z"],
  ["2026-03-01T12:00:00-07", "UTC", "2026-03-01T19:00:00Z"],
  // The clocks go forward at 02:00: 02:30 is not on them. Back at 03:00: 02:30 comes twice.
  ["2026-03-29 02:30:00", "Europe/Berlin", "2026-03-29T01:30:00Z"],
  ["2026-10-25 02:30:00", "Europe/Berlin", "2026-10-25T00:30:00Z"],
  ["2026-10-25 03:00:00", "Europe/Berlin", "2026-10-25T02:00:00Z"],
  ["2026-03-08 02:30:00", "America/New_York", "2026-03-08T07:30:00Z"],
  ["2026-11-01 01:30:00", "America/New_York", "2026-11-01T05:30:00Z"],
  ["2026-04-05 01:45:00", "Australia/Lord_Howe", "2026-04-04T14:45:00Z"],
  ["2016-12-31T23:59:60Z", "UTC", "2017-01-01T00:00:00Z"],
  ["2026-03-01T12:00:00", "Nowhere/Atall", "2026-03-01T12:00:00Z"],
])("%s in %s is %s", (text, zone, wanted) => {
  expect(instantOf(text, zone)).toBe(at(wanted))
})

test.each(["2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T25:00:00Z", "now", ""])(
  "%p is no moment",
  (text) => {
    expect(instantOf(text, "UTC")).toBeUndefined()
  },
)

test.each([
  ["1772366400", "2026-03-01T12:00:00Z"],
  ["1772366400.25", "2026-03-01T12:00:00.250Z"],
  ["1772366400250", "2026-03-01T12:00:00.250Z"],
  ["1772366400250000", "2026-03-01T12:00:00.250Z"],
  ["1772366400250000000", "2026-03-01T12:00:00.250Z"],
  ["99999999999", "5138-11-16T09:46:39Z"],
  ["100000000000", "1973-03-03T09:46:40Z"],
])("%s counts seconds or parts of them: %s", (text, wanted) => {
  expect(epochMs(text)).toBe(at(wanted))
})

test.each([1772366400.25, 1772366400250, 1772366400250000, "1772366400250000000"])(
  "a field of ECS takes the count %p as a moment",
  (value) => {
    const event: Event = {}
    put(event, "event.start", value)
    expect(event["event.start"]).toBe("2026-03-01T12:00:00.250Z")
  },
)
