import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { parse } from "yaml"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { openWatch } from "./watch.ts"

test("Prometheus is asked for metrics that there are", async () => {
  const path = new URL("../../deploy/prometheus/evasion.rules.yaml", import.meta.url)
  const { groups } = parse(readFileSync(path, "utf8")) as {
    groups: { rules: { alert: string; expr: string }[] }[]
  }
  const metrics = openMetrics()
  openWatch({ metrics })
  const asked = groups.flatMap(({ rules }) =>
    rules.flatMap(({ expr }) => expr.match(/vedette_\w+/g)),
  )
  expect(asked.length).toBeGreaterThan(3)
  expect(asked.filter((name) => !metrics.find(name!))).toEqual([])
})
