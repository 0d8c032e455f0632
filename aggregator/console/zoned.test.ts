import { describe, expect, test } from "bun:test"
import fc from "fast-check"
import { withOffset, zoned } from "./zoned.ts"

describe("a moment in a zone", () => {
  test.each([
    ["2026-03-10T12:00:00.123Z", "UTC", "2026-03-10 12:00:00.123", "+00:00"],
    ["2026-03-10T12:00:00.123Z", "Europe/Paris", "2026-03-10 13:00:00.123", "+01:00"],
    ["2026-07-10T12:00:00Z", "Europe/Paris", "2026-07-10 14:00:00.000", "+02:00"],
    ["2026-03-10T01:00:00Z", "America/St_Johns", "2026-03-09 22:30:00.000", "-02:30"],
    ["2026-03-10T12:00:00Z", "Asia/Kathmandu", "2026-03-10 17:45:00.000", "+05:45"],
    ["2026-12-31T23:59:59.999Z", "Pacific/Kiritimati", "2027-01-01 13:59:59.999", "+14:00"],
  ])("%s is in %s %s %s", (iso, zone, text, offset) => {
    expect(zoned(Date.parse(iso), zone)).toEqual({ text, offset })
  })

  test("says in every zone the same instant", () => {
    const zones = ["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran"]
    const moment = fc.integer({ min: 0, max: 4_102_444_800_000 })
    fc.assert(
      fc.property(moment, fc.constantFrom(...zones), (ms, zone) => {
        const { text, offset } = zoned(ms, zone)
        expect(Date.parse(`${text.replace(" ", "T")}${offset}`)).toBe(ms)
      }),
    )
  })

  test("is told for every date that there can be", () => {
    for (const ms of [-8.64e15, 8.64e15, -62_135_596_800_000, 253_402_300_799_999])
      expect(zoned(ms, "Asia/Tokyo").text).not.toContain("Invalid")
  })
})

describe("a time that was typed without a zone", () => {
  test.each([
    ["2026-03-10 12:00", "Europe/Paris", "2026-03-10T12:00+01:00"],
    ["2026-07-10", "Europe/Paris", "2026-07-10T00:00+02:00"],
    ["2026-07-10T08:00:01.5", "UTC", "2026-07-10T08:00:01.5Z"],
    ["2026-03-29T03:30", "Europe/Paris", "2026-03-29T03:30+02:00"], // the clock has just been set forward
    ["2026-11-01T00:30", "America/New_York", "2026-11-01T00:30-04:00"],
  ])("%s means in %s %s", (typed, zone, full) => {
    expect(withOffset(typed, zone)).toBe(full)
  })
  test.each([
    "now-1h",
    "",
    "2026-03-10T12:00Z",
    "2026-03-10T12:00+02:00",
    "1773126000000",
    "2026-99-99",
  ])("%j stays as it is", (typed) => expect(withOffset(typed, "Europe/Paris")).toBeUndefined())
})
