import type { Hono } from "hono"
import { Refused } from "./body.ts"
import { jsonSequence } from "./json-sequence.ts"
import type { HttpOptions } from "./options.ts"
import { split } from "./split.ts"
import type { Ctx, Env, Item, Take } from "./take.ts"

/** What Splunk's HTTP Event Collector answers, by its codes. */
const words = {
  success: { text: "Success", code: 0 },
  noToken: { text: "Invalid token", code: 4 },
  noData: { text: "No data", code: 5 },
  badFormat: { text: "Invalid data format", code: 6 },
  busy: { text: "Server is busy", code: 9 },
  noEvent: { text: "Event field is required", code: 12 },
  blankEvent: { text: "Event field cannot be blank", code: 13 },
  healthy: { text: "HEC is healthy", code: 17 },
} as const

/** Channels whose acknowledgements are counted; then the counting starts anew. */
const channelsMax = 10_000

/**
 * Splunk's HTTP Event Collector: `/services/collector/event` takes JSON objects one after another,
 * `/raw` lines. Answers come when all is safe, so that an acknowledgement is true from the start.
 */
export function hecRoutes(app: Hono<{ Bindings: Env }>, take: Take, options: HttpOptions): void {
  const acks = new Map<string, number>()
  const acknowledged = (c: Ctx) => {
    const channel = c.req.header("x-splunk-request-channel") ?? c.req.query("channel")
    if (!channel) return c.json(words.success)
    if (acks.size >= channelsMax && !acks.has(channel)) acks.clear()
    const ackId = acks.get(channel) ?? 0
    acks.set(channel, ackId + 1)
    return c.json({ ...words.success, ackId })
  }

  const event = async (c: Ctx) => {
    let count = 0
    const isSafe = await take(
      c,
      (body) => {
        const items = eventsOf(body, options.requestRecordsMax)
        count = items.length
        return items
      },
      { format: "hec" },
    )
    if (count === 0) return c.json(words.noData, 400)
    if (!isSafe) throw new Refused(503, "not delivered")
    return acknowledged(c)
  }
  const raw = async (c: Ctx) => {
    let count = 0
    const isSafe = await take(c, (body) => {
      const { records } = split(body, "text/plain", options.requestRecordsMax)
      count = records.length
      return records.map((bytes) => ({ bytes }))
    })
    if (count === 0) return c.json(words.noData, 400)
    if (!isSafe) throw new Refused(503, "not delivered")
    return acknowledged(c)
  }

  for (const path of [
    "/services/collector",
    "/services/collector/event",
    "/services/collector/event/1.0",
  ])
    app.post(path, event)
  for (const path of ["/services/collector/raw", "/services/collector/raw/1.0"]) app.post(path, raw)
  for (const path of ["/services/collector/health", "/services/collector/health/1.0"])
    app.get(path, (c) => c.json(words.healthy))
  app.post("/services/collector/ack", async (c) => {
    const asked: unknown = await c.req.json()
    const ids = Array.isArray((asked as { acks?: unknown }).acks)
      ? (asked as { acks: unknown[] }).acks
      : []
    return c.json({
      acks: Object.fromEntries(ids.slice(0, 10_000).map((id) => [String(id), true])),
    })
  })
}

/** The collector's own words beside ours, on its paths. */
export function hecWords(path: string, status: number): object {
  if (!path.startsWith("/services/")) return {}
  if (status === 401) return words.noToken
  return status === 429 || status === 503 ? words.busy : words.badFormat
}

/** Each object with its `event`. @throws Refused */
function eventsOf(body: Buffer, recordsMax: number): Item[] {
  const objects = jsonSequence(body, recordsMax)
  return objects.map((bytes, number) => {
    const value = JSON.parse(bytes.toString("utf8")) as { event?: unknown }
    if (value.event === undefined || value.event === null)
      throw new Refused(400, `${words.noEvent.text} (event ${number})`)
    if (value.event === "") throw new Refused(400, `${words.blankEvent.text} (event ${number})`)
    return { bytes }
  })
}
