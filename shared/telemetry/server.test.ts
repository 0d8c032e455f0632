import { afterEach, expect, test } from "bun:test"
import * as v from "valibot"
import { TelemetryOptions } from "../access/telemetry-options.ts"
import { hashText } from "../access/token.ts"
import { openMetrics } from "./metrics.ts"
import { serveTelemetry, type Telemetry } from "./server.ts"

const opened: Telemetry[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]()
})

function serve(options: object, problems: string[] = [], notices: string[] = []) {
  const parsed = v.parse(TelemetryOptions, { port: 0, ...options })
  const served = serveTelemetry(
    parsed,
    openMetrics(),
    () => problems,
    () => notices,
  )
  opened.push(served)
  return async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${served.port}${path}`, { headers })
    return `${answer.status} ${(await answer.text()).trimEnd()}`
  }
}

test("beyond loopback nothing is listened on without a token", () => {
  for (const host of ["0.0.0.0", "::", "10.0.0.1", "vedette.example"])
    expect(v.safeParse(TelemetryOptions, { host, port: 0 }).success).toBe(false)
  const token = hashText("x")
  expect(v.safeParse(TelemetryOptions, { host: "0.0.0.0", port: 0, token }).success).toBe(true)
  expect(v.safeParse(TelemetryOptions, { host: "::1", port: 0 }).success).toBe(true)
})

test("on loopback metrics and what is wrong are told to who asks by address", async () => {
  const ask = serve({}, ["the bus is down"], ["reload was refused"])
  expect(await ask("/metrics")).toStartWith("200")
  expect(await ask("/ready")).toBe("503 the bus is down\nreload was refused")
  expect(await ask("/metrics", { host: "rebound.example" })).toStartWith("403")
})

test("with a token the metrics are for its holder, others get a status alone", async () => {
  const ask = serve({ token: hashText("t0ken") }, ["the bus is down at 10.0.0.7"])
  const holder = { authorization: "Bearer t0ken", host: "vedette.example" }
  expect(await ask("/metrics", holder)).toStartWith("200")
  expect(await ask("/metrics")).toStartWith("401")
  expect(await ask("/metrics", { authorization: "Bearer t0ke" })).toStartWith("401")
  expect(await ask("/ready", holder)).toBe("503 the bus is down at 10.0.0.7")
  expect(await ask("/ready")).toBe("503 not ready")
  expect(await ask("/live")).toBe("200 live")
})
