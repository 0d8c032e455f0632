import { afterEach, beforeEach, expect, test } from "bun:test"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import type { Event } from "#shared/ecs/event.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { type Hosts, openHosts } from "./hosts.ts"
import { hostsOptions } from "./hosts-options.ts"

const minute = 60_000
const noon = Date.UTC(2026, 2, 10, 12)
let home: string
let now = noon
const metrics = openMetrics()
beforeEach(() => {
  now = noon
  home = mkdtempSync(join(tmpdir(), "vedette-hosts-"))
})
afterEach(() => rmSync(home, { recursive: true }))

const log = { debug() {}, info() {}, warn() {}, error() {} }
const open = (options: object = {}) =>
  openHosts(v.parse(hostsOptions, options), {
    ...{ now: () => now, random: () => 0.5, log, metrics, home },
  })

const heard = (hosts: Hosts, host: string, source = "s") =>
  hosts.stage(
    {
      "event.created": new Date(now).toISOString(),
      "vedette.source": source,
      "host.name": host,
    } as Event,
    [],
  )

/** Both are heard every minute. */
function busy(hosts: Hosts, minutes: number, names: readonly string[]) {
  for (let i = 0; i < minutes; i++) {
    now += minute
    for (const name of names) heard(hosts, name)
  }
}

test("a host that goes silent is told, the others are not, until it is heard again", async () => {
  await using hosts = open()
  busy(hosts, 60, ["a", "b"])
  const last = now
  busy(hosts, 65, ["a"])
  const report = hosts.report(0)
  expect(report).toMatchObject({ watched: 2, silentCount: 1 })
  expect(report.bySource).toEqual({ s: { watched: 2, silent: 1 } })
  expect(report.silent).toEqual([
    { source: "s", host: "b", lastMs: last, usualGapMs: 64_000, foundMs: now },
  ])
  heard(hosts, "b")
  expect(hosts.report(0).silent).toEqual([])
})

test("a restart forgets nothing, and its own absence makes nobody silent", async () => {
  {
    await using hosts = open()
    busy(hosts, 60, ["a"])
  }
  now += 600 * minute
  await using hosts = open()
  expect(hosts.report(now)).toMatchObject({ watched: 1, silentCount: 0 })
  const backMs = now
  now += 70 * minute
  expect(hosts.report(backMs)).toMatchObject({ silentCount: 1 })
})

test("no more hosts are remembered than the limit; those heard least recently are forgotten", async () => {
  await using hosts = open({ most: 3 })
  for (const name of ["a", "b", "c", "d"]) {
    heard(hosts, name)
    now += minute
    heard(hosts, "a")
  }
  expect(hosts.report(0)).toMatchObject({ watched: 3, forgotten: 1 })
  for (let i = 0; i < 10_000; i++) heard(hosts, `spoofed-${i}`)
  expect(hosts.report(0)).toMatchObject({ watched: 3 })
})

test("a name that is none is nobody's, and a host of two sources is two", async () => {
  await using hosts = open()
  for (const name of ["", "x".repeat(300)]) heard(hosts, name)
  hosts.stage({ "host.name": ["a", "b"] } as unknown as Event, [])
  hosts.stage({}, [])
  expect(hosts.report(0).watched).toBe(0)
  heard(hosts, "a", "one")
  heard(hosts, "a", "two")
  heard(hosts, "__proto__", "constructor")
  expect(hosts.report(0).watched).toBe(3)
})
