import { expect, test } from "bun:test"
import { hear, isSilent, openTrack, type Track, trackOf, usualGapMs } from "./silence.ts"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const monday = Date.UTC(2026, 2, 9)
const options = { minimumMs: 15 * minute, factor: 3, gapsLearnt: 10 }

/** Heard from `fromMs` to `toMs` where `isHeard` says so. */
function heard(
  fromMs: number,
  toMs: number,
  everyMs: number,
  isHeard: (ms: number) => boolean = () => true,
): Track {
  const track = openTrack(fromMs)
  for (let ms = fromMs; ms < toMs; ms += everyMs) if (isHeard(ms)) hear(track, ms)
  return track
}

/** When a silence after the last that was heard is told, in ms; undefined if not within ten days. */
function toldAfter(track: Track): number | undefined {
  for (let ms = track.lastMs; ms < track.lastMs + 10 * day; ms += minute)
    if (isSilent(track, ms, 0, options)) return ms - track.lastMs
  return
}

test("a source heard every ten seconds is silent after the minimum", () => {
  const track = heard(monday, monday + 2 * hour, 10_000)
  expect(usualGapMs(track, 10)).toBe(16_000)
  expect(toldAfter(track)).toBe(16 * minute)
})

test("a source heard once an hour is silent after some hours", () => {
  const after = toldAfter(heard(monday, monday + 3 * day, hour))!
  expect(after).toBeGreaterThan(2 * hour)
  expect(after).toBeLessThan(5 * hour)
})

test("a source that sends many at once every hour is not silent between", () => {
  const after = toldAfter(heard(monday, monday + 2 * day, 1000, (ms) => ms % hour < 60_000))!
  expect(after).toBeGreaterThan(2 * hour)
  expect(after).toBeLessThan(5 * hour)
})

test("a source heard every third day is silent after some times three days", () => {
  const track = heard(monday, monday + 60 * day, 3 * day)
  const alarms = (ms: number) => isSilent(track, track.lastMs + ms, 0, options)
  expect([alarms(4 * day), alarms(20 * day)]).toEqual([false, true])
})

test("nothing is judged until enough gaps are learnt", () => {
  const track = heard(monday, monday + 9 * minute, minute)
  expect(isSilent(track, monday + day, 0, options)).toBeUndefined()
})

const isWorkingHour = (ms: number) => {
  const at = new Date(ms)
  return at.getUTCHours() >= 7 && at.getUTCHours() < 18
}
const isWorkday = (ms: number) => isWorkingHour(ms) && ![0, 6].includes(new Date(ms).getUTCDay())

/** How often it would be told to be silent, if it was judged every minute. */
function falseAlarms(days: number, isHeard: (ms: number) => boolean, fromDay: number): number {
  const track = openTrack(monday)
  let alarms = 0
  let isTold = false
  for (let ms = monday; ms < monday + days * day; ms += minute) {
    if (isHeard(ms)) hear(track, ms)
    const isNow = isSilent(track, ms, 0, options) === true
    if (isNow && !isTold && ms >= monday + fromDay * day) alarms++
    isTold = isNow
  }
  return alarms
}

test("nights are no silence once they are known, and a lost morning is told by noon", () => {
  expect(falseAlarms(14, isWorkingHour, 2)).toBe(0)
  const track = heard(monday, monday + 14 * day, minute, isWorkingHour)
  const next = monday + 14 * day
  expect(isSilent(track, next + 6 * hour, 0, options)).toBe(false)
  expect(isSilent(track, next + 12 * hour, 0, options)).toBe(true)
})

test("weekends are no silence once they are known", () => {
  expect(falseAlarms(28, isWorkday, 7)).toBe(0)
})

test("one long outage does not make the next one go unnoticed", () => {
  const outage = monday + 14 * day
  const isOut = (ms: number) => ms >= outage && ms < outage + 3 * hour
  const track = heard(monday, outage + day, minute, (ms) => !isOut(ms))
  expect(toldAfter(track)).toBeLessThan(hour)
})

test("a gap through which nothing could be heard is not learnt, nor a silence", () => {
  const track = heard(monday, monday + hour, 10_000)
  const back = monday + 9 * hour
  expect(isSilent(track, back + minute, back, options)).toBe(false)
  hear(track, back + 2 * minute, back)
  expect(usualGapMs(track, 10)).toBeLessThan(5 * minute)
})

test("time that runs backwards changes nothing", () => {
  const track = heard(monday, monday + hour, 10_000)
  const before = structuredClone(track)
  hear(track, monday)
  hear(track, Number.NaN)
  expect(track).toEqual(before)
  expect(isSilent(track, monday - day, 0, options)).toBe(false)
})

test("a gap of years is learnt in bounded time", () => {
  const track = openTrack(0)
  hear(track, 8.64e15)
  expect(isSilent(track, 8.64e15, 0, options)).toBe(false)
})

test("what was kept comes back, what is none is told", () => {
  const track = heard(monday, monday + hour, 10_000)
  expect(trackOf(JSON.parse(JSON.stringify(track)))).toEqual(track)
  for (const other of [null, 7, {}, { ...track, spent: [1] }, { ...track, hours: { bits: [] } }])
    expect(trackOf(other)).toBeUndefined()
})
