import { type Context, Hono } from "hono"
import type { Stream } from "#shared/ecs/event.ts"
import { OverlayError } from "../overlay/change.ts"
import type { Page } from "../store/types.ts"
import { alertsApi } from "./api-alerts.ts"
import { afterOf, patience } from "./asking.ts"
import { exportEvents } from "./export.ts"
import { InputError } from "./input-error.ts"
import { askedBy, askedIn, findLetters, replayAsked } from "./letters.ts"
import {
  alertStreams,
  auditStreams,
  boundedScope,
  eventStreams,
  fieldNameOf,
  mayRead,
  scopeOf,
  sizeOf,
} from "./question.ts"
import { rulesApi } from "./rules-api.ts"
import { searchesApi } from "./searches-api.ts"
import { stepFor } from "./time.ts"
import type { World } from "./world.ts"

export { afterOf, patience }

/** The answer of `/api/events` and `/api/alerts`. */
export type EventsAnswer = Page

/** The JSON API, to be mounted at `/api`. */
export function api(world: World): Hono {
  const app = new Hono()
  app.get("/events", async (c) => c.json(await search(world, c, eventStreams)))
  app.route("/", alertsApi(world))
  app.get("/audit", async (c) => c.json(await search(world, c, auditStreams)))
  app.get("/events/:id", async (c) => {
    const event = await world.store.get(c.req.param("id"))
    return event && mayRead(event) ? c.json(event) : c.json({ error: "no event has this id" }, 404)
  })
  app.get("/dead-letters", async (c) => {
    const size = sizeOf(c.req.query("size"), 100, 1_000)
    const wanted = { size, after: afterOf(c), signal: patience(world, c) }
    return c.json(await findLetters(world, askedIn(c), wanted))
  })
  app.post("/replay", async (c) => {
    if (!world.replay) return c.json({ error: "nothing can be replayed here" }, 404)
    return c.json(await replayAsked(world, await askedBy(c)))
  })
  app.route("/searches", searchesApi(world))
  app.route("/rules", rulesApi(world))
  app.get("/export", (c) => exportEvents(world, c))
  app.get("/histogram", async (c) => c.json(await histogram(world, c)))
  app.get("/terms", async (c) => c.json(await terms(world, c)))
  app.get("/ledger", async (c) => {
    const { fromMs, toMs } = boundedScope(
      scopeOf(c.req.query(), eventStreams, world.now()),
      world.now(),
    )
    return c.json({ fromMs, toMs, rows: await world.ledger(fromMs, toMs) })
  })
  app.get("/sources", async (c) => c.json({ sources: await world.sources() }))
  app.get("/health", async (c) => c.json(await world.health()))
  app.get("/flow", async (c) => {
    if (!world.flow) return c.json({ error: "the flow is not known here" }, 404)
    return c.json(await world.flow())
  })
  app.post("/demo", async (c) => {
    if (!world.demo) return c.json({ error: "there is no demo to replay" }, 404)
    await world.demo()
    return c.json({ started: true }, 202)
  })
  app.all("*", (c) => c.json({ error: "no such path in the API" }, 404))
  app.onError((cause, c) => apiError(cause, c))
  return app
}

function search(world: World, c: Context, streams: readonly Stream[]): Promise<EventsAnswer> {
  const scope = scopeOf(c.req.query(), streams, world.now())
  const size = sizeOf(c.req.query("size"), 100, 1_000)
  return world.store.search(scope, size, afterOf(c), patience(world, c))
}

async function histogram(world: World, c: Context) {
  const now = world.now()
  const scope = boundedScope(scopeOf(c.req.query(), streamsOf(c), now), now)
  const stepMs = stepFor(scope.toMs - scope.fromMs)
  const by = fieldNameOf(c.req.query("by"))
  const bars = await world.store.histogram(scope, stepMs, by, patience(world, c))
  return { fromMs: scope.fromMs, toMs: scope.toMs, stepMs, ...bars }
}

async function terms(world: World, c: Context) {
  const field = fieldNameOf(c.req.query("field"))
  if (!field) throw new InputError("which field? Add field=NAME")
  const scope = scopeOf(c.req.query(), streamsOf(c), world.now())
  const size = sizeOf(c.req.query("size"), 10, 1_000)
  const { values, caveats } = await world.store.terms(scope, field, size, patience(world, c))
  return { field, terms: values, caveats }
}

/** `stream=alerts` asks about alerts instead of events. */
const streamsOf = (c: Context) => (c.req.query("stream") === "alerts" ? alertStreams : eventStreams)

function apiError(cause: unknown, c: Context) {
  if (cause instanceof OverlayError) return c.json({ error: cause.message }, 503)
  if (cause instanceof InputError) {
    const at = cause.position === undefined ? {} : { position: cause.position }
    return c.json({ error: cause.message, ...at }, 400)
  }
  const late = cause instanceof Error && cause.name === "TimeoutError"
  return c.json({ error: late ? "the store took too long" : "the store does not answer" }, 503)
}
