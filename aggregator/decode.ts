import type { Delivered } from "#shared/bus/types.ts"
import { type Event, fail } from "#shared/ecs/event.ts"
import type { Parse } from "#shared/pipeline/types.ts"

/** Reads a record of the bus back into its event. What is not one is kept as a pipeline record. */
export const decode: Parse<Delivered> = ({ value, position, packed }, origin, out) => {
  const event = packed
    ? undecodable(packed.bytes, position, origin.receivedMs, packed.reason)
    : (eventOf(value) ?? undecodable(value, position, origin.receivedMs))
  if (origin.mayRepeat) event["vedette.repeat"] = true
  event["event.ingested"] = new Date(origin.receivedMs).toISOString()
  out.push(event)
}

function eventOf(value: string): Event | undefined {
  try {
    const parsed: unknown = JSON.parse(value)
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return
    const event = parsed as Event
    if (event["vedette.stream"] === "audit") return // these never travel: someone makes them up
    return typeof event["event.id"] === "string" ? event : undefined
  } catch {
    return // the caller keeps the text
  }
}

function undecodable(
  value: string | Uint8Array,
  position: string,
  receivedMs: number,
  reason = "a record on the bus is not an event",
): Event {
  const at = new Date(receivedMs).toISOString()
  const hash = new Bun.CryptoHasher("sha256").update(position).update("\0").update(value)
  return fail(
    {
      "@timestamp": at,
      "event.id": hash.digest("base64url").slice(0, 22),
      "event.created": at,
      "event.original": typeof value === "string" ? value : "",
      ...(typeof value !== "string" && {
        "vedette.raw_base64": Buffer.from(value).toString("base64"),
      }),
      "vedette.source": "bus",
      "vedette.batch": position,
    },
    reason,
  )
}
