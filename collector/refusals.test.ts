import { expect, test } from "bun:test"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { refusalsIn } from "./refusals.ts"

test("what listeners turn away comes into the ledger once, by source and reason", async () => {
  const metrics = openMetrics()
  const told: [string, string, number][] = []
  const gather = refusalsIn({ metrics }, { refuse: (...refusal) => void told.push(refusal) })
  await gather()
  const requests = metrics.counter("vedette_source_refused_requests_total", "Help.", [
    "source",
    "reason",
  ])
  const connections = metrics.counter("vedette_source_connections_refused_total", "Help.", [
    "source",
  ])
  requests.inc({ source: "intake", reason: "full" }, 3)
  connections.inc({ source: "syslog" })
  await gather()
  requests.inc({ source: "intake", reason: "full" })
  await gather()
  await gather()
  expect(told).toEqual([
    ["intake", "request: full", 3],
    ["syslog", "too many connections", 1],
    ["intake", "request: full", 1],
  ])
})
