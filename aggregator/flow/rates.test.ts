import { expect, test } from "bun:test"
import { openRates } from "./rates.ts"

function meter() {
  const clock = { now: 1_000_000 }
  const rates = openRates(() => clock.now)
  const note = (count: number, key = "a") => rates.note(key, clock.now, count)
  const wait = (seconds: number) => {
    clock.now += seconds * 1000
  }
  return { rates, note, wait, rate: () => rates.perSecond("a") }
}

test("one look tells no rate", () => {
  const { note, rate } = meter()
  note(5)
  expect(rate()).toBeUndefined()
})

test("what grew between two looks is told by the second", () => {
  const { note, wait, rate } = meter()
  note(5)
  wait(10)
  note(105)
  expect(rate()).toBe(10)
})

test("what was long ago does not count", () => {
  const { note, wait, rate } = meter()
  note(0)
  wait(10)
  note(1_000_000)
  for (let at = 0; at < 7; at++) {
    wait(10)
    note(1_000_000)
  }
  expect(rate()).toBe(0)
})

test("a count that begins anew is no rate below zero", () => {
  const { note, wait, rate } = meter()
  note(1000)
  wait(10)
  note(7)
  expect(rate()).toBeUndefined()
  wait(10)
  note(27)
  expect(rate()).toBe(2)
})

test("a clock that was set back makes no rate up", () => {
  const { rates } = meter()
  rates.note("a", 5000, 1)
  rates.note("a", 1000, 9)
  expect(rates.perSecond("a")).toBeUndefined()
})

test("of what is silent no rate is told", () => {
  const { note, wait, rate } = meter()
  note(0)
  wait(10)
  note(10)
  wait(61)
  expect(rate()).toBeUndefined()
})

test("the same status looked at again changes nothing", () => {
  const { rates, wait } = meter()
  rates.note("a", 0, 0)
  rates.note("a", 10_000, 100)
  wait(5)
  rates.note("a", 10_000, 100)
  expect(rates.perSecond("a")).toBe(10)
})

test("names without end are bounded", () => {
  const { rates, note, wait } = meter()
  for (let at = 0; at < 20_000; at++) note(1, `name ${at}`)
  wait(10)
  for (let at = 0; at < 20_000; at++) note(2, `name ${at}`)
  expect(rates.perSecond("name 9999")).toBe(0.1)
  expect(rates.perSecond("name 10000")).toBeUndefined()
})
