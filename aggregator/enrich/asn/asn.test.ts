import { afterAll, expect, test } from "bun:test"
import { mkdtempSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Event } from "#shared/ecs/event.ts"
import { openLog } from "#shared/telemetry/log.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { enrichers } from "../index.ts"

const root = mkdtempSync(join(tmpdir(), "vedette-asn-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const v4 = [
  "0.0.0.0,7.255.255.255,0,Not announced",
  '8.8.8.0,8.8.8.255,15169,"Example ""G"", LLC"',
  "10.0.0.0,10.255.255.255,64512,Ours",
  "11.0.0.0,11.0.1.255,1,First",
  "11.0.1.0,11.0.2.255,2,Second",
].join("\r\n")
const v6 = "2001:4860::,2001:4860:ffff:ffff:ffff:ffff:ffff:ffff,15169,Example\n"
const signal = new AbortController().signal

/** A folder with both files, and how to open the enricher on them. */
function world() {
  const home = mkdtempSync(join(root, "home-"))
  const paths = { v4: join(home, "v4.csv"), v6: join(home, "v6.csv") }
  const logged: string[] = []
  let changes = 0
  const write = (family: "v4" | "v6", text: string) => {
    writeFileSync(paths[family], text)
    utimesSync(paths[family], 1, ++changes) // each has a time of its own, whatever the clock
  }
  write("v4", v4)
  write("v6", v6)
  const deps = {
    now: Date.now,
    random: Math.random,
    log: openLog("test", "warn", (line) => logged.push(line)),
    metrics: openMetrics(),
    home,
  }
  const open = (databaseBytesMax = 1 << 20) =>
    enrichers.open({ type: "asn", database: paths, databaseBytesMax }, deps)
  return { home, write, open, logged, kept: join(home, "asn-ipv4.table") }
}

type Enricher = Awaited<ReturnType<ReturnType<typeof world>["open"]>>

function asOf(enricher: Enricher, ip: string) {
  const event: Event = { "source.ip": ip }
  enricher.enrich(event, [])
  return [event["source.as.number"], event["source.as.organization.name"]]
}

test.each([
  ["8.8.8.8", 15169, 'Example "G", LLC'],
  ["8.8.8.0", 15169, 'Example "G", LLC'],
  ["8.8.8.255", 15169, 'Example "G", LLC'],
  ["8.8.7.255", undefined, undefined],
  ["8.8.9.0", undefined, undefined],
  ["1.1.1.1", undefined, undefined], // AS 0
  ["10.1.2.3", undefined, undefined], // not public
  ["11.0.0.9", 1, "First"],
  ["11.0.1.9", 2, "Second"], // ranges overlap: the later one has it
  ["2001:4860:4860::8888", 15169, "Example"],
  ["2001:4861::", undefined, undefined],
  ["::ffff:8.8.8.8", undefined, undefined],
])("%s belongs to %p", async (ip, number, name) => {
  await using asn = await world().open()
  await asn.refresh!(signal)
  expect(asOf(asn, ip)).toEqual([number, name])
})

test("events pass as they are until the first table is built", async () => {
  await using asn = await world().open()
  expect(asOf(asn, "8.8.8.8")).toEqual([undefined, undefined])
  await asn.refresh!(signal)
  expect(asOf(asn, "8.8.8.8")[0]).toBe(15169)
})

test("the next start knows at once", async () => {
  const { open } = world()
  const first = await open()
  await first.refresh!(signal)
  await first[Symbol.asyncDispose]()
  await using second = await open()
  expect(asOf(second, "8.8.8.8")[0]).toBe(15169)
})

test.each([
  ["cut short", (path: string) => truncateSync(path, 50)],
  ["empty", (path: string) => truncateSync(path, 0)],
  [
    "changed by a bit",
    (path: string) => {
      const bytes = readFileSync(path)
      bytes[bytes.length - 1]! ^= 1
      writeFileSync(path, bytes)
    },
  ],
  ["of another kind", (path: string) => writeFileSync(path, "x".repeat(500))],
])("a kept table that is %s is built again", async (_, damage) => {
  const { open, kept } = world()
  const first = await open()
  await first.refresh!(signal)
  await first[Symbol.asyncDispose]()
  const whole = readFileSync(kept)
  damage(kept)
  await using second = await open()
  expect(asOf(second, "8.8.8.8")[0]).toBeUndefined()
  await second.refresh!(signal)
  expect(asOf(second, "8.8.8.8")[0]).toBe(15169)
  expect(readFileSync(kept)).toEqual(whole)
})

test("a changed file takes effect, in decimal form too", async () => {
  const { open, write } = world()
  await using asn = await open()
  await asn.refresh!(signal)
  asOf(asn, "8.8.8.8")
  write("v4", "134744064,134744319,64500,Other\n")
  write(
    "v6",
    "42541956101370907050197289607612071936,42541956180599069564461627201156022271,64501,Six\n",
  )
  await asn.refresh!(signal)
  expect(asOf(asn, "8.8.8.8")).toEqual([64500, "Other"])
  expect(asOf(asn, "2001:4860::1")).toEqual([64501, "Six"])
})

test.each([
  ["empty", ""],
  ["without ranges", "0.0.0.0,255.255.255.255,0,none\n"],
  ["of words", "hello\n"],
  ["of the other family", v6],
  ["out of order", "9.0.0.0,9.0.0.255,1,a\n8.0.0.0,8.0.0.255,2,b\n"],
  ["with a range backwards", "9.0.0.9,9.0.0.1,1,a\n"],
  ["with an address too large", "4294967296,4294967297,1,a\n"],
  ["with no AS number", "9.0.0.0,9.0.0.255,AS1,a\n"],
  ["with an endless line", `9.0.0.0,9.0.0.255,1,${"a".repeat(5000)}\n`],
  ["too large", `${"9.0.0.0,9.0.0.255,1,a\n".repeat(60_000)}`],
])("a new file that is %s leaves the old table in force, and is said once", async (_, text) => {
  const { open, write, logged } = world()
  await using asn = await open()
  await asn.refresh!(signal)
  write("v4", text)
  await asn.refresh!(signal)
  await asn.refresh!(signal)
  expect(asOf(asn, "8.8.8.8")[0]).toBe(15169)
  expect(logged).toHaveLength(1)
  expect(asn.problems!()).toHaveLength(1)
  write("v4", "8.8.8.0,8.8.8.255,64500,New\n")
  await asn.refresh!(signal)
  expect(asOf(asn, "8.8.8.8")[0]).toBe(64500)
  expect(asn.problems!()).toEqual([])
})

test("a file that is gone leaves the old table in force", async () => {
  const { open, home, logged } = world()
  await using asn = await open()
  await asn.refresh!(signal)
  rmSync(join(home, "v4.csv"))
  await asn.refresh!(signal)
  expect(asOf(asn, "8.8.8.8")[0]).toBe(15169)
  expect(logged).toHaveLength(1)
})

test("closing while a table is being built does the next start no harm", async () => {
  const { open } = world()
  await (await open())[Symbol.asyncDispose]()
  await using second = await open()
  await second.refresh!(signal)
  expect(asOf(second, "8.8.8.8")[0]).toBe(15169)
})

test("a name far too long is cut", async () => {
  const { open, write } = world()
  write("v4", `8.8.8.0,8.8.8.255,1,"${"a".repeat(3000)}"\n`)
  await using asn = await open()
  await asn.refresh!(signal)
  expect(asOf(asn, "8.8.8.8")[1]).toBe("a".repeat(255))
})
