import { afterEach, beforeEach, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { chanceOf } from "#shared/chance.ts"
import type { Log } from "#shared/telemetry/log.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { fitOf } from "./fit.ts"
import { reachOf } from "./full.ts"
import { filled, gridOf } from "./grid.ts"
import { forecastOptions } from "./options.ts"
import { openForecasts } from "./service.ts"
import { Anomalous, standingAt } from "./state.ts"

const hour = 3_600_000
const day = 24 * hour
const start = Date.UTC(2026, 0, 5)
const never = new AbortController().signal

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "vedette-forecast-"))
})
afterEach(() => rmSync(home, { recursive: true }))

const daily = (hours: number, seed = 1) => {
  const { next } = chanceOf(seed)
  return Array.from({ length: hours }, (_, i) => 100 + 50 * Math.sin((i * Math.PI) / 12) + next())
}
const gridFrom = (values: readonly number[]) => ({ startMs: start, stepMs: hour, values })

test("samples are put on a grid: the mean of a step, nothing where there was none", () => {
  const grid = gridOf(
    [
      [start + 2 * hour, 4],
      [start + 2.5 * hour, 6],
      [start, 1],
      [start + hour, Number.NaN],
    ],
    hour,
    100,
  )
  expect(grid).toEqual({ startMs: start, stepMs: hour, values: [1, Number.NaN, 5] })
})

test("only the last steps are kept", () => {
  const samples = Array.from({ length: 50 }, (_, i) => [start + i * hour, i] as const)
  expect(gridOf(samples, hour, 10).values).toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49])
  expect(gridOf([], hour, 10).values).toEqual([])
})

test("short gaps are bridged, long ones take what was a day before", () => {
  const values = daily(72)
  const holed = values.map((value, i) => (i === 30 || (i >= 50 && i < 54) ? Number.NaN : value))
  const whole = filled(gridFrom(holed))
  expect(whole[30]).toBeCloseTo((values[29]! + values[31]!) / 2, 9)
  expect(whole.slice(50, 54)).toEqual(values.slice(26, 30))
})

test("a series is ready after three days, and not before", () => {
  expect(fitOf(gridFrom(daily(48)), 24)).toMatchObject({
    ready: false,
    reason: "less than 3 days of values",
  })
  const fit = fitOf(gridFrom(daily(24 * 10)), 24)
  expect(fit.ready).toBeTrue()
  expect(fit.startMs).toBe(start + 10 * day)
  fit.steps.forEach(
    ({ expected }, i) => void expect(Math.abs(expected - daily(24)[i]!)).toBeLessThan(6),
  )
})

test("a series whose forecast did not hold is not ready, and it says why", () => {
  const values = daily(24 * 10).map((value, i) => (i >= 24 * 9 ? value + 1000 : value))
  const fit = fitOf(gridFrom(values), 24)
  expect(fit.ready).toBeFalse()
  expect(fit.reason).toMatch(/^only \d+ % of the last values lay in the band$/)
})

test("three values beyond the band, or one far beyond, are anomalous", () => {
  const fit = fitOf(gridFrom(daily(24 * 10)), 24)
  const at = (value: number) => standingAt(fit, fit.startMs, value)
  const { expected, upper } = fit.steps[0]!
  const slightly = expected + 1.5 * (upper - expected)
  const rule = new Anomalous()
  expect([1, 2, 3].map(() => rule.next(at(slightly), slightly))).toEqual([0, 0, 1])
  expect(rule.next(at(expected), expected)).toBe(0)
  expect(rule.next(at(-1e6), -1e6)).toBe(-1)
  expect(standingAt(fit, fit.startMs + 24 * hour, 1)).toBeUndefined()
})

test("the date on which a disk is full, with an interval, in spite of a clean-up", () => {
  const { next } = chanceOf(3)
  const free = Array.from({ length: 240 }, (_, i) => 1000 - 2 * i + 8 * next() + (i > 100 ? 40 : 0))
  const reach = reachOf(start, hour, free, 0)!
  const left = (ms: number) => (ms - (start + 240 * hour)) / hour
  expect(left(reach.expectedMs)).toBeGreaterThan(240)
  expect(left(reach.expectedMs)).toBeLessThan(320)
  expect(reach.earliestMs).toBeLessThan(reach.expectedMs)
  expect(reach.latestMs).toBeGreaterThan(reach.expectedMs)
})

test("a disk that is not filling has no such date", () => {
  const grows = Array.from({ length: 240 }, (_, i) => 1000 + i)
  expect(reachOf(start, hour, grows, 0)).toBeUndefined()
  expect(reachOf(start, hour, [1, 2], 0)).toBeUndefined()
})

const log = { warn() {}, info() {}, error() {} } as unknown as Log

test("without a Prometheus our own counters are forecast, and remembered over a restart", async () => {
  const clock = { ms: start }
  const metrics = openMetrics()
  const stored = metrics.counter("vedette_store_events_total", "x")
  const options = v.parse(forecastOptions, { stepMs: hour, horizonSteps: 24, refitMs: day })
  const deps = { now: () => clock.ms, metrics, home, log }
  const before = openForecasts(options, deps)
  for (let i = 0; i < 24 * 4; i++) {
    stored.inc(3600 * (20 + 10 * Math.sin((i * Math.PI) / 12)))
    clock.ms += hour
    await before.look(never)
  }
  await before.close()
  const again = openMetrics()
  again.counter("vedette_store_events_total", "x")
  const after = openForecasts(options, { ...deps, metrics: again })
  await after.look(never)
  const events = after.standing().find(({ name }) => name === "events_per_second")!
  expect(events.fit).toMatchObject({ ready: true })
  expect(events.fit!.steps[0]!.expected).toBeGreaterThan(15)
  expect(after.notices()).toEqual([])
  const text = await again.text()
  expect(text).toContain('vedette_forecast_ready{series="events_per_second"} 1')
  expect(text).toMatch(/vedette_forecast_expected\{series="memory_bytes"\} \d/)
})

test("when OpenSearch's shards reach its limit is forecast", async () => {
  const clock = { ms: start }
  const metrics = openMetrics()
  const shards = metrics.gauge("vedette_store_shards", "x")
  metrics.gauge("vedette_store_shards_limit", "x").set(1000)
  const options = v.parse(forecastOptions, { stepMs: hour, horizonSteps: 24, refitMs: day })
  const service = openForecasts(options, { now: () => clock.ms, metrics, home, log })
  for (let i = 0; i < 24 * 4; i++) {
    shards.set(300 + 2 * i)
    clock.ms += hour
    await service.look(never)
  }
  const { reach } = service.standing().find(({ name }) => name === "shards")!
  const hours = (reach!.expectedMs - clock.ms) / hour
  expect(hours).toBeGreaterThan(150)
  expect(hours).toBeLessThan(360)
  await service.close()
})

test("a Prometheus that is away is told of, and costs nothing else", async () => {
  const options = v.parse(forecastOptions, {
    prometheus: "http://127.0.0.1:1",
    own: false,
    series: [{ name: "load", query: "sum(load)" }],
  })
  const metrics = openMetrics()
  const service = openForecasts(options, { now: Date.now, metrics, home, log })
  await service.look(never)
  expect(service.notices()[0]).toStartWith("the forecast of load: ")
  expect(await metrics.text()).toContain('vedette_forecast_ready{series="load"} 0')
})
