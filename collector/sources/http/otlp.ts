import type { Hono } from "hono"
import { Refused } from "./body.ts"
import type { HttpOptions } from "./options.ts"
import { readLogs } from "./otlp-message.ts"
import type { Env, Take } from "./take.ts"

/**
 * OpenTelemetry's logs over HTTP (OTLP 1.x): `POST /v1/logs`, protobuf or JSON. Each log record
 * becomes one of ours, with its resource and scope.
 */
export function otlpRoutes(app: Hono<{ Bindings: Env }>, take: Take, options: HttpOptions): void {
  app.post("/v1/logs", async (c) => {
    const type = (c.req.header("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase()
    const isJson = type === "application/json"
    if (!isJson && type !== "application/x-protobuf")
      throw new Refused(415, "Content-Type is none of application/x-protobuf, application/json")
    const isSafe = await take(
      c,
      (body) =>
        readLogs(body, isJson, options.requestRecordsMax).map((record) => ({
          bytes: Buffer.from(JSON.stringify(record)),
        })),
      { format: "otlp" },
    )
    if (!isSafe) throw new Refused(503, "not delivered")
    if (isJson) return c.json({})
    return c.body(new Uint8Array(), 200, { "content-type": "application/x-protobuf" })
  })
}
