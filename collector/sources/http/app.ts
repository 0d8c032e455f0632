import { Hono } from "hono"
import type { Deps } from "#shared/config/define.ts"
import type { Inbox } from "#shared/pipeline/inbox.ts"
import type { Raw } from "#shared/pipeline/types.ts"
import type { SourceWorld } from "../define.ts"
import { Refused } from "./body.ts"
import { bulkRoutes } from "./bulk.ts"
import { openGuard } from "./guard.ts"
import { hecRoutes, hecWords } from "./hec.ts"
import type { HttpOptions } from "./options.ts"
import { otlpRoutes } from "./otlp.ts"
import { type Split, split } from "./split.ts"
import { type Ctx, type Env, openTake, type Take } from "./take.ts"

const keyLengthMax = 256

/** The routes, without a socket. @throws if the options would let anyone in */
export function httpApp(
  options: HttpOptions,
  deps: Pick<Deps, "now" | "random"> & SourceWorld,
  inbox: Inbox<Raw>,
): Hono<{ Bindings: Env }> {
  const guard = openGuard(options)
  const take = openTake(options, deps, inbox, guard)
  const app = new Hono<{ Bindings: Env }>()
  const retryAfter = String(Math.ceil(options.retryAfterMs / 1000))

  app.get("/health", (c) => c.json({ status: "ok" }))
  app.use(async (c, next) => {
    const reason = guard.refusal(c.req.raw.headers)
    if (reason) return c.json({ error: reason }, 403)
    if (guard.identity(c.req.raw.headers) !== undefined) return next()
    c.header("www-authenticate", "Bearer")
    return c.json({ error: "no valid bearer token", ...hecWords(c.req.path, 401) }, 401)
  })
  app.post("/intake", (c) => intake(c, take, options, deps.datasets))
  app.post("/intake/:dataset", (c) =>
    intake(c, take, options, deps.datasets, c.req.param("dataset")),
  )
  for (const path of ["/intake", "/intake/:dataset", "/health"])
    app.all(path, (c) => c.json({ error: "method not allowed" }, 405, { allow: "POST" }))
  bulkRoutes(app, take, () => deps.datasets, options)
  hecRoutes(app, take, options)
  otlpRoutes(app, take, options)
  app.notFound((c) => c.json({ error: "not found" }, 404))
  app.onError((cause, c) => {
    if (!(cause instanceof Refused)) return c.json({ error: "the body could not be read" }, 400)
    if (cause.status === 429 || cause.status === 503) c.header("retry-after", retryAfter)
    return c.json({ error: cause.message, ...hecWords(c.req.path, cause.status) }, cause.status)
  })
  return app
}

/** `POST /intake` and `/intake/DATASET`: JSON, NDJSON, text. */
async function intake(
  c: Ctx,
  take: Take,
  options: HttpOptions,
  datasets: readonly string[],
  dataset?: string,
) {
  if (dataset !== undefined && !datasets.includes(dataset))
    return c.json({ error: "unknown dataset", datasets }, 400)
  const key = c.req.header("idempotency-key")
  if (key !== undefined && (key === "" || key.length > keyLengthMax))
    return c.json({ error: `Idempotency-Key has 1 to ${keyLengthMax} characters` }, 400)
  const type = c.req.header("content-type") ?? ""
  let found: Split = { records: [], refused: [], received: 0 }
  const isSafe = await take(
    c,
    (body) => {
      found = split(body, type, options.requestRecordsMax)
      return found.records.map((bytes) => ({ bytes }))
    },
    {
      ...(dataset !== undefined && { dataset }),
      ...(key !== undefined && { mayRepeat: true, prefix: key }),
    },
  )
  if (found.received === 0) return c.json({ error: "the body holds no record" }, 400)
  if (!isSafe) throw new Refused(503, "not delivered")
  const { received, records, refused } = found
  const answer = { received, accepted: records.length }
  const named = refused.slice(0, options.refusedListMax)
  return c.json({ ...answer, refused: named }, records.length > 0 ? 200 : 400)
}
