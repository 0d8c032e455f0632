import { createHash } from "node:crypto"
import { isIP } from "node:net"
import { type Context, Hono } from "hono"
import type { Metrics } from "./metrics.ts"

/** Where `/metrics`, `/live` and `/ready` are served, and to whom. */
export interface TelemetryListen {
  readonly host: string
  readonly port: number
  /** Tells by its SHA-256 whether a token is the right one. */
  readonly token?: { isOf(digest: Buffer): boolean } | undefined
}

export interface Telemetry extends AsyncDisposable {
  readonly port: number
}

/**
 * Serves `/metrics`, `/live` (the loop turns) and `/ready` (`problems()` is empty).
 * Where there is a token, only its holder gets more than a status; where there is none, no page of a
 * browser does that has rebound its name to our address.
 * @param problems what is wrong now, in words; none means ready.
 * @param notices what a person should know and what does not keep it from being ready
 */
export function serveTelemetry(
  options: TelemetryListen,
  metrics: Metrics,
  problems: () => readonly string[],
  notices: () => readonly string[] = () => [],
): Telemetry {
  const isHolder = (c: Context) => {
    const [, given = ""] = /^Bearer +(\S{1,4096})$/i.exec(c.req.header("authorization") ?? "") ?? []
    return !options.token || options.token.isOf(createHash("sha256").update(given).digest())
  }
  const app = new Hono()
  app.use((c, next) =>
    options.token || isOurName(c.req.header("host") ?? "", options.host)
      ? next()
      : Promise.resolve(c.text("this is another host\n", 403)),
  )
  app.get("/live", (c) => c.text("live\n"))
  app.get("/ready", (c) => {
    const wrong = problems()
    const isReady = wrong.length === 0
    const told = isHolder(c) ? [...wrong, ...notices()] : []
    const lines = isReady || told.length === 0 ? [isReady ? "ready" : "not ready", ...told] : told
    return c.text(`${lines.join("\n")}\n`, isReady ? 200 : 503)
  })
  app.get("/metrics", async (c) => {
    if (!isHolder(c)) return c.text("a token is required\n", 401, { "www-authenticate": "Bearer" })
    return c.text(await metrics.text(), 200, {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
    })
  })
  const server = Bun.serve({ hostname: options.host, port: options.port, fetch: app.fetch })
  return { port: server.port!, [Symbol.asyncDispose]: () => server.stop(true) }
}

function isOurName(header: string, host: string): boolean {
  const name = header.replace(/:\d{1,5}$/, "").toLowerCase()
  const bare = name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name
  return bare === "localhost" || bare === host.toLowerCase() || isIP(bare) > 0
}
