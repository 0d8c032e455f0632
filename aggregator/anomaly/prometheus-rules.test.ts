import { expect, test } from "bun:test"
import { readFileSync } from "node:fs"
import { parse } from "yaml"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { Buckets } from "./buckets.ts"
import { Budget } from "./budget.ts"
import { anomalyMetrics } from "./metrics.ts"

test("Prometheus is asked for metrics of behaviour that there are", () => {
  const path = new URL("../../deploy/prometheus/anomaly.rules.yaml", import.meta.url)
  const { groups } = parse(readFileSync(path, "utf8")) as {
    groups: { rules: { expr: string }[] }[]
  }
  const metrics = openMetrics()
  const limits = { bucketMs: 1, latenessMs: 1, entitiesMax: 1, distinctMax: 1 }
  const parts = { buckets: new Buckets(limits, Date.now), budget: new Budget(1, 1, 1) }
  anomalyMetrics({ standing: () => [], ...parts }, { metrics })
  const asked = groups.flatMap(({ rules }) =>
    rules.flatMap(({ expr }) => expr.match(/vedette_\w+/g) ?? []),
  )
  expect(asked.length).toBeGreaterThan(1)
  expect(asked.filter((name) => !metrics.find(name))).toEqual([])
})
