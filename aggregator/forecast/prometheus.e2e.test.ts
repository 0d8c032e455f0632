import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import type { Log } from "#shared/telemetry/log.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { forecastOptions } from "./options.ts"
import { openForecasts } from "./service.ts"

setDefaultTimeout(60_000)

const prometheus = Bun.which("prometheus")
const promtool = Bun.which("promtool")
const withPrometheus = test.skipIf(!prometheus || !promtool)
const stepMs = 1_800_000
const never = new AbortController().signal
const log = { warn() {}, info() {}, error() {} } as unknown as Log

const home = mkdtempSync(join(tmpdir(), "vedette-prometheus-"))
const endMs = Math.floor(Date.now() / stepMs) * stepMs
let base = ""
let server: Bun.Subprocess | undefined

/** Two weeks that repeat each day, of two collectors; the last half hour is a flood. */
function history(): string {
  const lines = ["# TYPE events gauge"]
  for (const [collector, share] of [
    ["a", 0.4],
    ["b", 0.6],
  ] as const)
    for (let i = 14 * 48; i >= 0; i--) {
      const ms = endMs - i * stepMs
      const usual = 100 + 60 * Math.sin((ms / 86_400_000) * 2 * Math.PI) + ((i * 7919) % 5)
      const value = share * (i === 0 ? 1000 : usual)
      lines.push(`events{collector="${collector}"} ${value} ${ms / 1000}`)
    }
  return `${lines.join("\n")}\n# EOF\n`
}

beforeAll(async () => {
  if (!prometheus || !promtool) return
  writeFileSync(join(home, "history.txt"), history())
  writeFileSync(join(home, "prometheus.yml"), "global: {}\n")
  const data = join(home, "data")
  const made = Bun.spawnSync(
    [promtool, "tsdb", "create-blocks-from", "openmetrics", join(home, "history.txt"), data],
    { stdout: "ignore", stderr: "pipe" },
  )
  if (made.exitCode !== 0) throw new Error(made.stderr.toString())
  const probe = Bun.serve({ port: 0, fetch: () => new Response() })
  base = `http://127.0.0.1:${probe.port}`
  await probe.stop(true)
  server = Bun.spawn(
    [
      prometheus,
      `--config.file=${join(home, "prometheus.yml")}`,
      `--storage.tsdb.path=${data}`,
      "--storage.tsdb.retention.time=60d",
      `--web.listen-address=${base.slice("http://".length)}`,
    ],
    { stdout: "ignore", stderr: "ignore" },
  )
  while (
    !(await fetch(`${base}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await Bun.sleep(100)
})
afterAll(async () => {
  server?.kill()
  await server?.exited
  rmSync(home, { recursive: true })
})

const service = (series: readonly object[], now: () => number) => {
  const options = v.parse(forecastOptions, {
    ...{ prometheus: base, own: false, series, stepMs, horizonSteps: 48, refitMs: 86_400_000 },
  })
  const metrics = openMetrics()
  return { metrics, ...openForecasts(options, { now, metrics, home, log }) }
}

withPrometheus(
  "a series of a real Prometheus is read back, forecast, and its flood is seen",
  async () => {
    const clock = { ms: endMs - stepMs }
    const { look, standing, metrics, notices } = service(
      [{ name: "events", query: "sum(events)" }],
      () => clock.ms,
    )
    await look(never)
    expect(notices()).toEqual([])
    const [events] = standing()
    expect(events!.fit).toMatchObject({ ready: true })
    expect(events!.anomalous).toBe(0)
    const { expected, lower, upper } = events!.fit!.steps[0]!
    const usual = 102 + 60 * Math.sin((endMs / 86_400_000) * 2 * Math.PI)
    expect(Math.abs(expected - usual)).toBeLessThan(8)
    expect(lower).toBeLessThan(usual)
    expect(upper).toBeGreaterThan(usual)
    clock.ms = endMs
    await look(never)
    expect(events!.anomalous).toBe(1)
    const text = await metrics.text()
    expect(text).toContain('vedette_forecast_anomalous{series="events"} 1')
    expect(text).toContain('vedette_forecast_actual{series="events"} 1000')
  },
)

withPrometheus("a query that gives several series, or is none, is told of in words", async () => {
  const { look, notices } = service(
    [
      { name: "many", query: "events" },
      { name: "wrong", query: "sum(" },
      { name: "nothing", query: "sum(no_such_metric)" },
    ],
    () => endMs,
  )
  await look(never)
  expect(notices()[0]).toBe(
    "the forecast of many: the query gives 2 series: take a sum or a mean of them",
  )
  expect(notices()[1]).toStartWith("the forecast of wrong: Prometheus refuses the query: ")
  expect(notices()).toHaveLength(2)
})
