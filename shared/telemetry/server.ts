import { Hono } from "hono"
import * as v from "valibot"
import type { Metrics } from "./metrics.ts"

/** Where `/metrics`, `/live` and `/ready` are served. */
export const TelemetryOptions = v.strictObject({
  host: v.optional(v.pipe(v.string(), v.description("Address to listen on.")), "127.0.0.1"),
  port: v.pipe(
    v.number(),
    v.integer(),
    v.minValue(0),
    v.maxValue(65535),
    v.description("Port to listen on; 0 takes a free one."),
  ),
})

export interface Telemetry extends AsyncDisposable {
  readonly port: number
}

/**
 * Serves `/metrics`, `/live` (the loop turns) and `/ready` (`problems()` is empty).
 * @param problems what is wrong now, in words; none means ready.
 * @param notices what a person should know and what does not keep it from being ready
 */
export function serveTelemetry(
  options: v.InferOutput<typeof TelemetryOptions>,
  metrics: Metrics,
  problems: () => readonly string[],
  notices: () => readonly string[] = () => [],
): Telemetry {
  const app = new Hono()
    .get("/live", (c) => c.text("live\n"))
    .get("/ready", (c) => {
      const wrong = problems()
      const isReady = wrong.length === 0
      const lines = [...(isReady ? ["ready"] : wrong), ...notices()]
      return c.text(`${lines.join("\n")}\n`, isReady ? 200 : 503)
    })
    .get("/metrics", async (c) =>
      c.text(await metrics.text(), 200, {
        "content-type": "text/plain; version=0.0.4; charset=utf-8",
      }),
    )
  const server = Bun.serve({ hostname: options.host, port: options.port, fetch: app.fetch })
  return { port: server.port!, [Symbol.asyncDispose]: () => server.stop(true) }
}
