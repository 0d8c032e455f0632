import { expect, test } from "bun:test"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { parse } from "yaml"
import type { Log } from "#shared/telemetry/log.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { forecastOptions } from "./options.ts"
import { openForecasts } from "./service.ts"

const folder = new URL("../../deploy/prometheus/", import.meta.url).pathname
const promtool = Bun.which("promtool")

test("Prometheus is asked for metrics of forecasts that there are", async () => {
  const home = mkdtempSync(join(tmpdir(), "vedette-rules-"))
  const metrics = openMetrics()
  const log = { warn() {}, info() {}, error() {} } as unknown as Log
  openForecasts(v.parse(forecastOptions, {}), { now: Date.now, metrics, home, log })
  rmSync(home, { recursive: true })
  const { groups } = parse(readFileSync(`${folder}forecast.rules.yaml`, "utf8")) as {
    groups: { rules: { expr: string }[] }[]
  }
  const asked = groups.flatMap(({ rules }) =>
    rules.flatMap(({ expr }) => expr.match(/vedette_\w+/g) ?? []),
  )
  expect(asked.length).toBeGreaterThan(3)
  expect(asked.filter((name) => !metrics.find(name))).toEqual([])
})

test.skipIf(!promtool)("the alert rules fire when they should, and not otherwise", () => {
  const ran = Bun.spawnSync([promtool!, "test", "rules", `${folder}forecast.rules.test.yaml`])
  expect(ran.stdout.toString() + ran.stderr.toString()).toContain("SUCCESS")
})
