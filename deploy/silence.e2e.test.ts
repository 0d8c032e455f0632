import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test"
import { type Programs, startPrograms, until } from "../shared/testing/programs.ts"

setDefaultTimeout(120_000)

interface SourceRow {
  readonly source: string
  readonly collector: string
  readonly lastMs: number
  readonly usualGapMs?: number
  readonly silentSinceMs?: number
}

interface Alert {
  readonly message: string
  readonly "rule.id": string
  readonly "vedette.source": string
}

let programs: Programs
beforeAll(async () => {
  const silence = { minimumMs: 3000, gapsLearnt: 3, factor: 1 }
  programs = await startPrograms({ collector: { reportMs: 1000 }, aggregator: { silence } })
})
afterAll(() => programs?.[Symbol.asyncDispose]())

const ask = async <T>(path: string) => (await (await fetch(programs.console + path)).json()) as T

const rowOf = async (source: string) => {
  const { sources } = await ask<{ sources: SourceRow[] }>("/api/sources")
  return sources.find((row) => row.source === source)
}

const alertsOf = async (rule: string) => {
  const path = `/api/alerts?size=100&q=rule.id:${rule}&from=now-1h&to=now%2B1h`
  return (await ask<{ events: Alert[] }>(path)).events
}

const send = () => fetch(`${programs.intake}/intake`, { method: "POST", body: "still here" })

test("a source that was never heard is listed, and is not silent", async () => {
  const row = await until("the collector has reported", () => rowOf("syslog"))
  expect(row).toMatchObject({ collector: "edge", lastMs: 0 })
  expect(row).not.toHaveProperty("silentSinceMs")
})

test("a source that was heard and is no more is silent: alert, metric, console; and then it is back", async () => {
  await until("its usual gap is learnt", async () => {
    await send()
    return (await rowOf("intake"))?.usualGapMs
  })
  const [alert] = await until("it is told", async () => {
    const alerts = await alertsOf("vedette-source-silent")
    return alerts.length > 0 && alerts
  })
  expect(alert).toMatchObject({ "vedette.source": "intake" })
  expect(alert?.message).toStartWith("intake at edge has been silent for")
  expect(await rowOf("intake")).toHaveProperty("silentSinceMs")
  const metrics = await (await fetch(`${programs.aggregator.metrics}/metrics`)).text()
  expect(metrics).toContain('vedette_source_silent{source="intake",collector="edge"} 1')
  expect(metrics).toMatch(/vedette_source_last_seconds\{source="intake",collector="edge"\} \d/)
  const page = await (await fetch(`${programs.console}/health`)).text()
  expect(page).toContain("silent since")

  await programs.aggregator.stop()
  await programs.aggregator.start()
  expect(await rowOf("intake")).toHaveProperty("silentSinceMs")
  await send()
  const [back] = await until("it is told to be back", async () => {
    const alerts = await alertsOf("vedette-source-heard")
    return alerts.length > 0 && alerts
  })
  expect(back?.message).toStartWith("intake at edge is heard again, after")
  expect(await alertsOf("vedette-source-silent")).toHaveLength(1)
})

test("an aggregator that was away finds no silence in what was sent meanwhile", async () => {
  const before = (await alertsOf("vedette-source-silent")).length
  const sending = new AbortController()
  const loop = (async () => {
    while (!sending.signal.aborted) {
      await send()
      await Bun.sleep(300)
    }
  })()
  await programs.aggregator.kill()
  await Bun.sleep(8000) // longer than any silence
  await programs.aggregator.start()
  const restartedMs = Date.now()
  await until("it has caught up", async () => {
    const row = await rowOf("intake")
    return row && row.lastMs > restartedMs
  })
  sending.abort()
  await loop
  expect(await alertsOf("vedette-source-silent")).toHaveLength(before)
})
