import { expect, test } from "bun:test"
import { chanceOf } from "#shared/chance.ts"
import { scoredRows } from "./command.ts"
import { PeakGate } from "./peak.ts"
import { SeriesDetector } from "./series.ts"

const wave = (i: number, next: () => number) => 100 + 20 * Math.sin(i / 20) + 5 * next()

const small = { sample: 256, trees: 20 }

test("a spike in a noisy wave is anomalous, the wave is not", () => {
  const { next } = chanceOf(1)
  const detector = new SeriesDetector(small)
  const found: number[] = []
  for (let i = 0; i < 1500; i++)
    if (detector.next(i === 1200 ? 400 : wave(i, next)).anomalous) found.push(i)
  expect(found).toEqual([1200])
})

test("scores are comparable between series: a scale and a shift do not change them", () => {
  const { next } = chanceOf(2)
  const values = Array.from({ length: 400 }, (_, i) => wave(i, next))
  const scoresOf = (scale: number, shift: number) => {
    const detector = new SeriesDetector(small)
    return values.map((value) => detector.next(shift + scale * value).score)
  }
  const [a, b] = [scoresOf(1, 0), scoresOf(1024, 4096)]
  a.forEach((score, i) => void expect(b[i]).toBeCloseTo(score, 3))
})

test("an anomaly that lasts is told of once, when it begins", () => {
  const { next } = chanceOf(3)
  const detector = new SeriesDetector(small)
  const found: number[] = []
  for (let i = 0; i < 1400; i++) {
    const value = i >= 1200 && i < 1220 ? 400 : wave(i, next)
    if (detector.next(value).anomalous) found.push(i)
  }
  expect(found).toEqual([1200])
})

test("it is learning first, and says that a series of one value is insufficient", () => {
  const detector = new SeriesDetector({ ...small, warmUp: 10 })
  const states = Array.from({ length: 12 }, () => detector.next(5).readiness)
  expect(states).toEqual([...Array(10).fill("learning"), "insufficient", "insufficient"])
  expect(detector.next(6)).toMatchObject({ anomalous: false, readiness: "insufficient" })
  expect(detector.readiness).toBe("ready")
})

test("what is no number is not scored, and changes nothing", () => {
  const [a, b] = [new SeriesDetector(small), new SeriesDetector(small)]
  const { next } = chanceOf(4)
  for (let i = 0; i < 300; i++) {
    const value = wave(i, next)
    if (i % 10 === 0) for (const odd of [Number.NaN, Infinity, -Infinity]) a.next(odd)
    expect(a.next(value)).toEqual(b.next(value))
  }
})

test("values as great as numbers can be do not break it", () => {
  const detector = new SeriesDetector(small)
  for (let i = 0; i < 600; i++) {
    const odd = [1e308, -1e308, Number.MIN_VALUE, 0, -0, Number.MAX_VALUE][i % 6]!
    expect(Number.isFinite(detector.next(odd).score)).toBeTrue()
  }
})

test("a detector that is restored goes on as the one that was saved", () => {
  const { next } = chanceOf(5)
  const [saved, restored] = [new SeriesDetector(small), new SeriesDetector(small)]
  for (let i = 0; i < 700; i++) saved.next(wave(i, next))
  restored.restore(structuredClone(saved.state()))
  for (let i = 700; i < 1000; i++) {
    const value = i === 900 ? 500 : wave(i, next)
    expect(restored.next(value)).toEqual(saved.next(value))
  }
})

test("the gate passes what is greater than all of the span before", () => {
  const { between } = chanceOf(6)
  const scores = Array.from({ length: 500 }, () => between(0, 50))
  const gate = new PeakGate(20)
  scores.forEach((score, i) => {
    const isPeak = scores.slice(Math.max(0, i - 20), i).every((before) => score > before)
    expect(gate.pass(score)).toBe(isPeak ? score : 0)
  })
})

test("at first the gate looks back over a share of what it saw", () => {
  const gate = new PeakGate(100, 0.5)
  expect([5, 4, 3, 4, 4.5, 4].map((score) => gate.pass(score))).toEqual([5, 4, 0, 4, 4.5, 0])
})

test("each row of a CSV comes back with its score; a row without a number without one", () => {
  const rows = scoredRows(true)
  expect(rows.next("timestamp,value\r")).toBe("timestamp,value,score,anomalous,readiness\n")
  expect(rows.next("2026-01-01T00:00:00Z,1\r")).toBe("2026-01-01T00:00:00Z,1,0,false,learning\n")
  expect(rows.next("2026-01-01T00:05:00Z,")).toBe("2026-01-01T00:05:00Z,,,false,learning\n")
  expect(rows.next("2026-01-01T00:10:00Z,many")).toEndWith(",many,,false,learning\n")
  expect(rows.summary()).toContain("learning: too few values")
})

test("columns are found by their names, and must be there", () => {
  const rows = scoredRows()
  rows.next("value,note,timestamp")
  expect(rows.next("3,x,now")).toBe("now,3,0,false\n")
  expect(() => scoredRows().next("a,b")).toThrow("the header is timestamp,value")
})
