import { adopt, isObject, parseJson } from "#shared/ecs/json.ts"
import type { Format } from "./define.ts"

/**
 * A document of a shipper that reads lines (Filebeat, Elastic Agent): `message` is the line as it was
 * read, the rest says whence.
 */
export const beats: Format = {
  name: "beats",
  summary: "Documents of Filebeat and Elastic Agent, whose message is a raw line",
  example:
    '{"@timestamp":"2026-03-01T12:00:00.250Z","message":"hello","agent":{"type":"filebeat","version":"8.17.0"},"log":{"file":{"path":"/var/log/messages"}},"host":{"name":"web1"}}',
  looksLike: (text) =>
    /^\s*\{/.test(text) && /"agent"\s*:\s*\{[^{}]{0,400}"type"\s*:\s*"filebeat"/.test(text),
  wraps: true,
  read(text, event) {
    const value = parseJson(text)?.value
    if (!isObject(value)) return "Beats: not a JSON object"
    adopt(value, event)
    return undefined
  },
}
