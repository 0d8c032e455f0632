import { type Context, Hono } from "hono"
import type { Deps } from "#shared/config/define.ts"
import type { Inbox } from "#shared/pipeline/inbox.ts"
import { rawOf } from "#shared/pipeline/raw.ts"
import { configuredOrigin, startId } from "#shared/pipeline/source-options.ts"
import type { Origin, Raw } from "#shared/pipeline/types.ts"
import type { SourceWorld } from "../define.ts"
import { encodingOf, Refused, readBody } from "./body.ts"
import { openGuard } from "./guard.ts"
import type { HttpOptions } from "./options.ts"
import { split } from "./split.ts"

/** What Bun's server tells of a request, given to Hono as its environment. */
export interface Env {
  readonly peer: string | undefined
  /** The body has been read: from here on the sender waits for us, however long it takes. */
  readonly bodyIsRead: () => void
}

type Ctx = Context<{ Bindings: Env }>

const keyLengthMax = 256
const recordCostBytes = 64 // what an item costs beside its text
const inflation = 16 // room kept for a compressed body, as a multiple of it, up to bodyBytesMax

/** The routes, without a socket. @throws if the options would let anyone in */
export function httpApp(
  options: HttpOptions,
  deps: Pick<Deps, "now" | "random"> & SourceWorld,
  inbox: Inbox<Raw>,
): Hono<{ Bindings: Env }> {
  const guard = openGuard(options)
  const start = startId(deps)
  const configured = { ...configuredOrigin(options), transport: "http" as const }
  let readingBytes = 0
  let requestCount = 0

  const later = (c: Ctx, status: 429 | 503, error: string) => {
    c.header("retry-after", String(Math.ceil(options.retryAfterMs / 1000)))
    return c.json({ error }, status)
  }

  const intake = async (c: Ctx, dataset?: string) => {
    if (dataset !== undefined && !deps.datasets.includes(dataset))
      return c.json({ error: "unknown dataset", datasets: deps.datasets }, 400)
    const key = c.req.header("idempotency-key")
    if (key !== undefined && (key === "" || key.length > keyLengthMax))
      return c.json({ error: `Idempotency-Key has 1 to ${keyLengthMax} characters` }, 400)
    if (inbox.isStopped) return later(c, 503, "stopping")
    const room = roomFor(c.req.raw.headers, options.bodyBytesMax)
    const isOverloaded = readingBytes + inbox.openBytes + room > options.unsettledBytesMax
    if (deps.isFull() || isOverloaded) return later(c, 429, "too much is under way")

    readingBytes += room
    const body = await readBody(c.req.raw, options).finally(() => {
      readingBytes -= room
    })
    c.env.bodyIsRead()
    const type = c.req.header("content-type") ?? ""
    const { records, refused, received } = split(body, type, options.requestRecordsMax)
    if (received === 0) return c.json({ error: "the body holds no record" }, 400)

    const batch = `${start}.${requestCount++}`
    const prefix = key === undefined ? batch : key
    const identity = guard.identity(c.req.raw.headers)
    const origin: Origin = {
      ...configured,
      batch,
      receivedMs: deps.now(),
      ...(dataset !== undefined && { dataset }),
      ...(c.env.peer && { peer: c.env.peer }),
      ...(identity && { identity }),
      ...(key !== undefined && { mayRepeat: true }),
    }
    const items = records.map((record, index) =>
      rawOf(record, `${prefix}:${index}`, options.recordBytesMax),
    )
    if (items.length > 0 && !(await delivered(inbox, items, origin, body.length)))
      return later(c, 503, "not delivered")
    const answer = { received, accepted: items.length }
    const named = refused.slice(0, options.refusedListMax)
    return c.json({ ...answer, refused: named }, items.length > 0 ? 200 : 400)
  }

  const app = new Hono<{ Bindings: Env }>()
  app.get("/health", (c) => c.json({ status: "ok" }))
  app.use(async (c, next) => {
    const reason = guard.refusal(c.req.raw.headers)
    if (reason) return c.json({ error: reason }, 403)
    if (guard.identity(c.req.raw.headers) === undefined) {
      c.header("www-authenticate", "Bearer")
      return c.json({ error: "no valid bearer token" }, 401)
    }
    return next()
  })
  app.post("/intake", (c) => intake(c))
  app.post("/intake/:dataset", (c) => intake(c, c.req.param("dataset")))
  for (const path of ["/intake", "/intake/:dataset", "/health"])
    app.all(path, (c) => c.json({ error: "method not allowed" }, 405, { allow: "POST" }))
  app.notFound((c) => c.json({ error: "not found" }, 404))
  app.onError((cause, c) => {
    if (cause instanceof Refused) return c.json({ error: cause.message }, cause.status)
    return c.json({ error: "the body could not be read" }, 400)
  })
  return app
}

/** What a request will hold of memory, as far as its headers tell. @throws Refused */
function roomFor(headers: Headers, bodyBytesMax: number): number {
  const isEncoded = encodingOf(headers) !== undefined
  const declared = headers.get("content-length")
  if (declared === null) return bodyBytesMax
  return Math.min(bodyBytesMax, Number(declared) * (isEncoded ? inflation : 1))
}

function delivered(inbox: Inbox<Raw>, items: Raw[], origin: Origin, bodyBytes: number) {
  return new Promise<boolean>((resolve) => {
    inbox.push({
      items,
      origin,
      bytes: bodyBytes + items.length * recordCostBytes,
      settled: (failure) => resolve(failure === undefined),
    })
  })
}
