import { Hono, type MiddlewareHandler } from "hono"
import { seatOf } from "#shared/access/networks.ts"
import type { Deps } from "#shared/config/define.ts"
import type { Inbox } from "#shared/pipeline/inbox.ts"
import type { Raw } from "#shared/pipeline/types.ts"
import type { SourceWorld } from "../define.ts"
import { Refused } from "./body.ts"
import { bulkRoutes } from "./bulk.ts"
import { openGuard, type Turned } from "./guard.ts"
import { hecRoutes, hecWords } from "./hec.ts"
import type { HttpOptions } from "./options.ts"
import { otlpRoutes } from "./otlp.ts"
import { type Split, split } from "./split.ts"
import { type Ctx, type Env, openTake, type Take } from "./take.ts"

const keyLengthMax = 256

/** The routes, without a socket. @throws if the options would let anyone in */
export function httpApp(
  options: HttpOptions,
  deps: Pick<Deps, "now" | "random" | "metrics" | "log"> & SourceWorld,
  inbox: Inbox<Raw>,
): Hono<{ Bindings: Env }> {
  const guard = openGuard(options, deps)
  const take = openTake(options, deps, inbox)
  const app = new Hono<{ Bindings: Env }>()
  const refusals = deps.metrics.counter(
    "vedette_source_refused_requests_total",
    "Requests that were not taken, by what was wrong with them.",
    ["source", "reason"],
  )
  const refuse = (c: Ctx, { status, error, reason, retryMs = options.retryAfterMs }: Turned) => {
    refusals.inc({ source: options.name, reason })
    if (status === 429 || status === 503)
      c.header("retry-after", String(Math.max(1, Math.ceil(retryMs / 1000))))
    if (status === 401) c.header("www-authenticate", "Bearer")
    return c.json({ error, ...hecWords(c.req.path, status) }, status)
  }

  app.use(crowd(options, refuse))
  app.use(async (c, next) => {
    const turned = guard.refusal(c.req.raw.headers, c.env.peer)
    return turned && (turned.reason === "network" || c.req.path !== "/health")
      ? refuse(c, turned)
      : next()
  })
  app.get("/health", (c) => c.json({ status: "ok" }))
  app.use(async (c, next) => {
    const sender = guard.admit(c.req.raw.headers, c.env.peer)
    if ("status" in sender) return refuse(c, sender)
    c.env.sender = sender
    return next()
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
    const { status, message, retryMs } = cause
    const reason = reasons[status]
    return refuse(c, { status, error: message, reason, ...(retryMs !== undefined && { retryMs }) })
  })
  return app
}

const reasons = {
  400: "malformed",
  403: "dataset",
  408: "slow",
  413: "too large",
  415: "encoding",
  429: "too much",
  503: "not delivered",
} as const

/** Turns away what is more than may be under way at once, in all and by one address. */
function crowd(
  { requestsMax, addressRequestsMax }: HttpOptions,
  refuse: (c: Ctx, turned: Turned) => Response,
): MiddlewareHandler<{ Bindings: Env }> {
  let requests = 0
  const byAddress = new Map<string, number>()
  return async (c, next) => {
    const seat = seatOf(c.env.peer)
    const own = byAddress.get(seat) ?? 0
    if (requests >= requestsMax || own >= addressRequestsMax)
      return refuse(c, { status: 429, error: "too many requests at once", reason: "crowd" })
    requests++
    byAddress.set(seat, own + 1)
    try {
      await next()
    } finally {
      requests--
      const left = byAddress.get(seat)! - 1
      if (left > 0) byAddress.set(seat, left)
      else byAddress.delete(seat)
    }
  }
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
