import { afterEach, beforeEach, expect, test } from "bun:test"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as v from "valibot"
import { chanceOf } from "#shared/chance.ts"
import type { Event } from "#shared/ecs/event.ts"
import type { Log } from "#shared/telemetry/log.ts"
import { openMetrics } from "#shared/telemetry/metrics.ts"
import { anomalyOptions } from "./options.ts"
import { watchAnomalies } from "./watch.ts"

const minute = 60_000
const start = Date.UTC(2026, 2, 2)
const never = new AbortController().signal
let home: string
const warned: string[] = []
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "vedette-anomaly-"))
  warned.length = 0
})
afterEach(() => rmSync(home, { recursive: true }))

const log = { warn: (text: string) => warned.push(text), info() {}, error() {} } as unknown as Log

/** A site of ten users and four hosts; `at` is the bucket. */
function world(options: v.InferInput<typeof anomalyOptions> = {}) {
  const clock = { ms: start }
  const given = v.parse(anomalyOptions, { learnBuckets: 40, ...options })
  const metrics = openMetrics()
  const watch = watchAnomalies(given, { now: () => clock.ms, log, metrics, home })
  const { next, between } = chanceOf(7)
  const alerts: Event[] = []
  const sink = {
    async write(events: readonly Event[]) {
      alerts.push(...events)
      return []
    },
  }
  const add = (bucket: number, event: Event) => {
    const ms = start + bucket * 5 * minute + Math.floor(next() * 5 * minute)
    clock.ms = Math.max(clock.ms, ms)
    watch.stage({ "@timestamp": new Date(ms).toISOString(), ...event }, [])
  }
  const login = (bucket: number, user: string, isFailed: boolean, source = "10.0.0.1") =>
    add(bucket, {
      ...{ "event.dataset": "system.auth", "host.name": `web-${between(1, 4)}` },
      ...{ "user.name": user, "source.ip": source },
      ...{
        "event.category": ["authentication"],
        "event.outcome": isFailed ? "failure" : "success",
      },
    })
  const usual = (bucket: number) => {
    for (let user = 0; user < 10; user++) {
      const count = between(2, 8)
      for (let i = 0; i < count; i++)
        login(bucket, `user-${user}`, next() < 0.1, `10.0.0.${user + 1}`)
    }
  }
  const burst = (bucket: number, user: string, count = 300) => {
    for (let i = 0; i < count; i++) login(bucket, user, true, "203.0.113.9")
  }
  const look = () => watch.look(sink, never)
  return { watch, alerts, sink, add, usual, burst, look, metrics, clock }
}

async function learnt(one: ReturnType<typeof world>, buckets: number, from = 0) {
  for (let bucket = from; bucket < from + buckets; bucket++) {
    one.usual(bucket)
    await one.look()
  }
}

test("a burst of failed logins is an alert with value, what is usual, peers and what gave most", async () => {
  const one = world()
  await learnt(one, 60)
  expect(one.alerts).toEqual([])
  one.burst(60, "user-3")
  await learnt(one, 2, 60)
  const alert = one.alerts.find((each) => each["vedette.anomaly.kind"] === "user")
  expect(alert).toMatchObject({
    "rule.id": "vedette-anomaly-user",
    "user.name": "user-3",
    "vedette.anomaly.feature": "failed_logins",
    "event.start": new Date(start + 300 * minute).toISOString(),
  })
  expect(alert!["vedette.anomaly.value"]).toBeGreaterThanOrEqual(300)
  expect(alert!["vedette.anomaly.expected"]).toBeLessThan(3)
  expect(alert!["vedette.anomaly.peers"]).toBeLessThan(5)
  expect(alert!["vedette.anomaly.contributions"]![0]).toStartWith("failed_logins ")
  expect(alert!.message).toContain("failed logins in 5 min, usually")
  const recent = JSON.parse(alert!["vedette.anomaly.recent"]!) as number[]
  expect(recent.at(-1)).toBe(alert!["vedette.anomaly.value"]!)
})

test("a source that was never seen is compared with the others", async () => {
  const one = world()
  await learnt(one, 60)
  one.burst(60, "user-3")
  await learnt(one, 2, 60)
  const alert = one.alerts.find((each) => each["vedette.anomaly.kind"] === "source")
  expect(alert).toMatchObject({ "source.ip": "203.0.113.9" })
  expect(alert!.message).toContain("new, of a source")
})

test("nothing is told while it is learning, and it says so", async () => {
  const one = world()
  await learnt(one, 20)
  one.burst(20, "user-3")
  await learnt(one, 2, 20)
  expect(one.alerts).toEqual([])
  expect(one.watch.standing()).toContainEqual({ kind: "user", readiness: "learning", entities: 10 })
})

test("no more than the budget is told in a day", async () => {
  const one = world({ alertsPerDayMax: 3 })
  await learnt(one, 60)
  for (let i = 0; i < 8; i++) {
    one.burst(60 + i, `user-${i}`)
    await learnt(one, 1, 60 + i)
  }
  await learnt(one, 2, 68)
  expect(one.alerts).toHaveLength(3)
  expect(await one.metrics.text()).toMatch(/vedette_anomaly_suppressed [1-9]/)
})

test("the same user is told of once while it lasts", async () => {
  const one = world()
  await learnt(one, 60)
  for (let i = 0; i < 6; i++) {
    one.burst(60 + i, "user-3", 200 + 50 * i)
    await learnt(one, 1, 60 + i)
  }
  const users = one.alerts.filter((each) => each["vedette.anomaly.kind"] === "user")
  expect(users).toHaveLength(1)
})

test("a dataset that falls far below what is usual is told of", async () => {
  const one = world()
  const traffic = (bucket: number, count: number) => {
    for (let i = 0; i < count; i++)
      one.add(bucket, { "event.dataset": "nginx.access", "host.name": "www" })
  }
  for (let bucket = 0; bucket < 62; bucket++) {
    traffic(bucket, bucket === 60 ? 3 : 400 + (bucket % 9))
    one.usual(bucket)
    await one.look()
  }
  const dropped = one.alerts.find((each) => each["vedette.anomaly.kind"] === "dataset")
  expect(dropped?.message).toStartWith("dataset nginx.access: 3 events in 5 min, usually 4")
})

test("what was learnt is there after a restart", async () => {
  const before = world()
  await learnt(before, 60)
  await before.watch.close()
  const after = world()
  expect(after.watch.standing()).toEqual(before.watch.standing())
  await learnt(after, 2, 60)
  after.burst(62, "user-3")
  await learnt(after, 2, 62)
  expect(after.alerts.map((each) => each["vedette.anomaly.kind"])).toContain("user")
})

test("what was learnt and is damaged is said, and learnt again", async () => {
  const before = world()
  await learnt(before, 5)
  await before.watch.close()
  const path = join(home, "anomaly", "state.json")
  for (const file of [path, `${path}.previous`])
    writeFileSync(file, readFileSync(path, "utf8").replace("AAAA", "BBBB"))
  const after = world()
  expect(warned.some((text) => text.includes("learnt again"))).toBeTrue()
  expect(after.watch.standing()[0]?.readiness).toBe("learning")
})

test("alerts that the store did not take are written later", async () => {
  const one = world()
  await learnt(one, 60)
  one.burst(60, "user-3")
  one.usual(61)
  one.usual(62)
  const away = { write: () => Promise.reject(new Error("away")) }
  expect(one.watch.look(away, never)).rejects.toThrow("away")
  await Bun.sleep(0)
  await one.look()
  expect(one.alerts.length).toBeGreaterThan(0)
})

test("a flood of names pushes out no user that is known, and is bounded", async () => {
  const one = world({ entitiesMax: 40 })
  await learnt(one, 60)
  for (let bucket = 60; bucket < 66; bucket++) {
    one.usual(bucket)
    for (let i = 0; i < 500; i++) one.add(bucket, { "user.name": `made-up-${bucket}-${i}` })
    await one.look()
  }
  await learnt(one, 2, 66)
  const user = one.watch.standing().find(({ kind }) => kind === "user")!
  expect(user.entities).toBeLessThanOrEqual(40)
  one.burst(68, "user-3")
  await learnt(one, 2, 68)
  const alert = one.alerts.find((each) => each["user.name"] === "user-3")
  expect(alert?.message).toContain("usually")
})

test("times from nowhere, late events and odd values change nothing and break nothing", async () => {
  const one = world()
  await learnt(one, 10)
  const standing = one.watch.standing()
  for (const stamp of ["", "never", "9999-12-31T00:00:00Z", "-1", "1970-01-01T00:00:00Z"])
    one.watch.stage({ "@timestamp": stamp, "user.name": "x" }, [])
  one.watch.stage(
    {
      "@timestamp": new Date(one.clock.ms).toISOString(),
      ...{ "network.direction": "outbound", "host.name": "__proto__", "user.name": "constructor" },
      "source.bytes": Number.NaN,
    },
    [],
  )
  await one.look()
  expect(one.watch.standing().map(({ kind }) => kind)).toEqual(standing.map(({ kind }) => kind))
  expect(one.alerts).toEqual([])
})

test("a backlog of hours that comes at once is judged bucket by bucket", async () => {
  const one = world()
  for (let bucket = 0; bucket < 62; bucket++) {
    one.usual(bucket)
    if (bucket === 60) one.burst(60, "user-3")
  }
  await one.look()
  const alert = one.alerts.find((each) => each["vedette.anomaly.kind"] === "user")
  expect(alert?.["event.start"]).toBe(new Date(start + 300 * minute).toISOString())
})

test("an alert of ours is not counted", async () => {
  const one = world({ bucketMs: 300_000 })
  for (let bucket = 0; bucket < 5; bucket++) {
    one.add(bucket, { "user.name": "x", "vedette.stream": "alerts" })
    await one.look()
  }
  expect(one.watch.standing().every(({ entities }) => entities === 0)).toBeTrue()
})

test("a message of a new form is told of, where long none was new; each has its form on it", async () => {
  const one = world({ templates: { datasets: ["system.syslog"], quietMessages: 200 } })
  const say = (message: string) => {
    const event: Event = { "event.dataset": "system.syslog", "host.name": "db-1", message }
    one.watch.stage(event, [])
    return event
  }
  for (let i = 0; i < 300; i++) say(`job ${i} took ${i * 7} ms`)
  await one.look()
  expect(one.alerts).toEqual([])
  expect(say("job 9 took 4 ms")["vedette.template.text"]).toBe("job <*> took <*> ms")
  say("segfault at 0xdeadbeef in libcrypto, error 4")
  await one.look()
  expect(one.alerts).toHaveLength(1)
  expect(one.alerts[0]).toMatchObject({
    "rule.id": "vedette-anomaly-template",
    "host.name": "db-1",
    "vedette.template.text": "segfault at <*> in libcrypto, error <*>",
  })
  await one.watch.close()
  const after = world({ templates: { datasets: ["system.syslog"], quietMessages: 200 } })
  for (let i = 0; i < 300; i++) {
    after.watch.stage({ "event.dataset": "system.syslog", message: `job ${i} took ${i} ms` }, [])
  }
  await after.look()
  expect(after.alerts).toEqual([])
})

test("an event of a dataset that is not named keeps its shape", () => {
  const one = world()
  const event: Event = { "event.dataset": "system.syslog", message: "hello" }
  one.watch.stage(event, [])
  expect(event).toEqual({ "event.dataset": "system.syslog", message: "hello" })
})
