import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"

setDefaultTimeout(120_000)

interface Alert {
  readonly "event.id": string
  readonly message: string
  readonly "user.name": string
  readonly "vedette.anomaly.feature": string
  readonly "vedette.anomaly.value": number
  readonly "vedette.anomaly.contributions": readonly string[]
}

const minute = 60_000
const bucketMs = 5 * minute
const buckets = 60

let programs: Programs
beforeAll(async () => {
  const aggregator = { anomaly: { learnBuckets: 30 }, evasion: { enabled: false } }
  programs = await startPrograms({ aggregator })
})
afterAll(() => programs?.[Symbol.asyncDispose]())

const startMs = Math.floor(Date.now() / bucketMs) * bucketMs - buckets * bucketMs

const login = (ms: number, user: string, outcome: string, source: string) => ({
  ...{ "@timestamp": new Date(ms).toISOString(), "event.dataset": "system.auth" },
  ...{ "event.category": ["authentication"], "event.outcome": outcome, "event.kind": "event" },
  ...{ "user.name": user, "host.name": "bastion", "source.ip": source },
})

/** What ten people do in five minutes, hour after hour. */
const usual = (bucket: number) =>
  Array.from({ length: 40 }, (_, i) => {
    const ms = startMs + bucket * bucketMs + i * 7000
    return login(ms, `user-${i % 10}`, i % 13 === 0 ? "failure" : "success", `10.0.0.${i % 10}`)
  })

const burst = (bucket: number) =>
  Array.from({ length: 300 }, (_, i) => {
    const ms = startMs + bucket * bucketMs + i * 900
    return login(ms, "user-3", "failure", "203.0.113.7")
  })

const send = async (events: readonly object[]) => {
  const response = await fetch(`${programs.intake}/intake`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(events),
  })
  const { accepted } = (await response.json()) as { accepted: number }
  expect(accepted).toBe(events.length)
}

const alertsOf = async (kind: string) => {
  const asked = `/api/alerts?size=100&q=rule.id:vedette-anomaly-${kind}&from=now-1d&to=now%2B1h`
  const response = await fetch(programs.console + asked)
  return ((await response.json()) as { events: Alert[] }).events
}

const metricsOf = async () =>
  (await fetch(`${programs.aggregator.metrics}/metrics`)).text() as Promise<string>

test("hours of ordinary logins are learnt without an alert, and are there after a restart", async () => {
  for (let bucket = 0; bucket < 50; bucket++) await send(usual(bucket))
  await until("it is ready", async () =>
    (await metricsOf()).includes('vedette_anomaly_ready{kind="user"} 1'),
  )
  expect(await alertsOf("user")).toEqual([])
  await programs.aggregator.stop()
  await programs.aggregator.start()
  await until("it is ready at once", async () =>
    (await metricsOf().catch(() => "")).includes('vedette_anomaly_ready{kind="user"} 1'),
  )
})

test("a burst of failed logins is an alert with value, what is usual and what gave most", async () => {
  for (let bucket = 50; bucket < buckets; bucket++)
    await send([...usual(bucket), ...(bucket === 56 ? burst(bucket) : [])])
  const [alert, ...more] = await until("the user is told of", async () => {
    const alerts = await alertsOf("user")
    return alerts.length > 0 && alerts
  })
  expect(more).toEqual([])
  expect(alert).toMatchObject({
    "user.name": "user-3",
    "vedette.anomaly.feature": "failed_logins",
  })
  expect(alert!["vedette.anomaly.value"]).toBeGreaterThanOrEqual(300)
  expect(alert!["vedette.anomaly.contributions"][0]).toStartWith("failed_logins")
  expect(alert!.message).toContain("failed logins in 5 min, usually")
  const [source] = await until("its new source is told of", async () => {
    const alerts = await alertsOf("source")
    return alerts.length > 0 && alerts
  })
  expect(source!.message).toStartWith("source 203.0.113.7: 300 ")
})

test("the alert's page has what is usual, others and a picture; health what is learnt and forecast", async () => {
  const [alert] = await alertsOf("user")
  const page = await (await fetch(`${programs.console}/alert/${alert!["event.id"]}`)).text()
  expect(page).toContain("What is unusual")
  expect(page).toContain("others at the same time")
  expect(page).toContain('class="spark"')
  const health = await (await fetch(`${programs.console}/health`)).text()
  expect(health).toContain("What is learnt of behaviour")
  expect(health).toContain("less than three values")
})
