import { expect, test } from "bun:test"
import type { Event } from "#shared/ecs/event.ts"
import { openLog } from "#shared/telemetry/log.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { enrichers } from "./index.ts"

const deps = {
  now: Date.now,
  random: Math.random,
  log: openLog("test", "error"),
  metrics: openMetrics(),
  home: "",
}
const geoip = await enrichers.open({ type: "geoip" }, deps)
const enriched = (event: Event): Event => {
  geoip.enrich(event, [])
  return event
}

test.each([
  ["8.8.8.8", "US"],
  ["2001:4860:4860::8888", "CA"], // what the bundled table says of it
])("%s lies in %s", (ip, country) => {
  expect(enriched({ "source.ip": ip })["source.geo.country_iso_code"]).toBe(country)
})

test.each(["10.0.0.1", "203.0.113.45", "::1", "fe80::1", "::ffff:8.8.8.8", "not an address", ""])(
  "%p has no place",
  (ip) => {
    expect(enriched({ "source.ip": ip })).toEqual({ "source.ip": ip })
  },
)

test("what the source said stays", () => {
  const said: Event = { "source.ip": "8.8.8.8", "source.geo.country_iso_code": "CH" }
  expect(enriched({ ...said })).toEqual(said)
})
