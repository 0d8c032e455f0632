import { afterAll, describe, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { typeOf } from "#shared/config/define.ts"
import type { Event } from "#shared/ecs/event.ts"
import { fields } from "#shared/ecs/fields.ts"
import { openLog } from "#shared/telemetry/log.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { enrichers } from "./index.ts"

const home = mkdtempSync(join(tmpdir(), "vedette-enrich-"))
const deps = {
  now: Date.now,
  random: Math.random,
  log: openLog("test", "error"),
  metrics: openMetrics(),
  home,
}

/** Options of enrichers that have no defaults for all of theirs. */
const optionsOf: Readonly<Record<string, object>> = {}

/** Every enricher with the data it ships with, its tables ready. */
const subjects = await Promise.all(
  enrichers.list.map(async (definition) => {
    const type = typeOf(definition)
    const options = v.parse(enrichers.schema, { type, ...optionsOf[type] } as never)
    const enricher = await enrichers.open(options, deps)
    await enricher.refresh?.(new AbortController().signal)
    return { type, enricher }
  }),
)
afterAll(async () => {
  for (const { enricher } of subjects) await enricher[Symbol.asyncDispose]()
  rmSync(home, { recursive: true, force: true })
})

const hostile: readonly unknown[] = [
  "",
  " ",
  ".",
  "::",
  ":::",
  "1",
  "1.2.3",
  "1.2.3.4.5",
  "256.1.1.1",
  "08.8.8.8",
  "8.8.8.8 ",
  "8.8.8.8/8",
  "::ffff:8.8.8.8",
  "fe80::1%eth0",
  "2001:4860:4860::8888::",
  "constructor",
  "__proto__",
  "\0",
  "\ud800",
  "8".repeat(1 << 20),
  "a.".repeat(1 << 15),
  "Mozilla/5.0 ".repeat(10_000),
  0,
  -1,
  Number.NaN,
  2 ** 53,
  true,
  null,
  undefined,
  [],
  ["8.8.8.8"],
  [1, null],
]

describe.each(subjects)("$type", ({ enricher }) => {
  const enriched = (event: Event): Event => {
    enricher.enrich(event, [])
    return event
  }
  const filled = (names: readonly string[], value: unknown): Event =>
    Object.fromEntries(names.map((name) => [name, value])) as Event

  test.each([
    ["any field", [...fields.keys()]],
    ["addresses", [...fields.keys()].filter((name) => fields.get(name)!.kind === "ip")],
  ])("hostile values in %s neither throw nor lead to anything", (_, names) => {
    for (const value of hostile)
      expect(enriched(filled(names, value))).toEqual(filled(names, value))
  })

  test("what it says is of the kind that the field has", () => {
    const event = enriched(publicEvent())
    for (const [name, value] of Object.entries(event)) {
      const kind = fields.get(name)?.kind
      expect([name, kind]).not.toEqual([name, undefined])
      expect([name, typeof value]).toEqual([
        name,
        kind === "long" || kind === "float" ? "number" : "string",
      ])
    }
  })

  test("to enrich twice is to enrich once", () => {
    const once = enriched(publicEvent())
    expect(enriched({ ...once })).toEqual(once)
  })

  test("what the source said stays", () => {
    const said = Object.fromEntries(
      Object.entries(enriched(publicEvent())).map(([name, value]) => [
        name,
        name.endsWith("ip") ? value : "said",
      ]),
    ) as Event
    expect(enriched({ ...said })).toEqual(said)
  })

  test.each(["10.0.0.1", "203.0.113.45", "127.0.0.1", "::1", "fe80::1", "fd00::1", "2001:db8::1"])(
    "%s is nobody's address",
    (ip) => {
      expect(enriched({ "source.ip": ip })).toEqual({ "source.ip": ip })
    },
  )
})

function publicEvent(): Event {
  return {
    "source.ip": "8.8.8.8",
    "destination.ip": "1.1.1.1",
    "client.ip": "2001:4860:4860::8888",
    "server.ip": "9.9.9.9",
  }
}

const enrichedBy = (type: string, ip: string): Event => {
  const event: Event = { "source.ip": ip }
  subjects.find((subject) => subject.type === type)!.enricher.enrich(event, [])
  return event
}

test.each([
  ["8.8.8.8", "US"],
  ["2001:4860:4860::8888", "CA"], // what the bundled table says of it
])("%s lies in %s", (ip, country) => {
  expect(enrichedBy("geoip", ip)["source.geo.country_iso_code"]).toBe(country)
})

test.each([
  ["8.8.8.8", 15169, "Google LLC"],
  ["2001:4860:4860::8888", 15169, "Google LLC"],
  ["1.1.1.1", 13335, "Cloudflare, Inc."],
])("%s belongs to AS%d", (ip, number, name) => {
  const event = enrichedBy("asn", ip)
  expect(event["source.as.number"]).toBe(number)
  expect(event["source.as.organization.name"]).toBe(name)
})
