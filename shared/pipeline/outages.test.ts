import { expect, test } from "bun:test"
import { openOutages } from "./outages.ts"

test("what is out is told in words, since it first was, until it works again", () => {
  let nowMs = 0
  const outages = openOutages(() => nowMs)
  outages.note("store", "writing to the store: refused")
  nowMs = 60_000
  outages.note("store", "writing to the store: no answer")
  outages.note("bus", "Kafka does not answer")
  expect(outages.problems).toEqual([
    "writing to the store: no answer (since 1970-01-01T00:00:00Z)",
    "Kafka does not answer (since 1970-01-01T00:01:00Z)",
  ])
  outages.note("store", undefined)
  outages.note("bus", undefined)
  outages.note("bus", undefined)
  expect(outages.problems).toEqual([])
})

test("what is out once more is out since then", () => {
  let nowMs = 0
  const outages = openOutages(() => nowMs)
  outages.note("store", "no")
  outages.note("store", undefined)
  nowMs = 1000
  outages.note("store", "no")
  expect(outages.problems).toEqual(["no (since 1970-01-01T00:00:01Z)"])
})
