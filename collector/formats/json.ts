import { adopt, isObject, keep, parseJson } from "#shared/ecs/json.ts"
import { instantOf } from "#shared/ecs/time.ts"
import type { Format } from "./define.ts"
import { eventBridgeOf, recordsOf } from "./json-containers.ts"

/** Records that one JSON array, or the list in a container, may hold. */
export const recordsMax = 100_000

export const json: Format = {
  name: "json",
  summary: "A JSON object: ECS fields are taken over, all else is kept under vendor.",
  example:
    '{"@timestamp":"2026-03-01T12:00:00Z","message":"hello","source":{"ip":"192.0.2.7"},"app":{"level":3}}',
  looksLike: (text) => /^\s*(?:\{|\[\s*[{[\]])/.test(text),
  split(text) {
    return recordsOf(text, recordsMax)
  },
  read(text, event, { zone }) {
    const parsed = parseJson(text)
    if (!parsed) return "not JSON"
    if (!isObject(parsed.value)) return "JSON, but not an object"
    const bridged = eventBridgeOf(parsed.value)
    if (bridged) keep(bridged.envelope, "vendor.eventbridge", event)
    adopt(bridged?.detail ?? parsed.value, event)
    const stamp = parsed.value["@timestamp"]
    const ms = typeof stamp === "string" ? instantOf(stamp, zone) : undefined
    if (ms !== undefined) event["@timestamp"] = new Date(ms).toISOString()
    return undefined
  },
}
