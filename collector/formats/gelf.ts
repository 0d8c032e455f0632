import { type Event, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { isObject, keep, parseJson } from "#shared/ecs/json.ts"
import type { Format } from "./define.ts"
import { writeHost } from "./syslog-header.ts"
import { levelOf } from "./syslog-level.ts"

/** Graylog Extended Log Format 1.1: `version`, `host`, `short_message`, own fields after `_`. */
export const gelf: Format = {
  name: "gelf",
  summary: "Graylog Extended Log Format",
  example:
    '{"version":"1.1","host":"web1","short_message":"hello","timestamp":1772366400.25,"level":6,"_app":"shop"}',
  looksLike: (text) =>
    /^\s*\{/.test(text) && text.includes('"short_message"') && /"version"\s*:\s*"1\.\d"/.test(text),
  read(text, event) {
    const value = parseJson(text)?.value
    if (!isObject(value)) return "GELF: not a JSON object"
    const { host, short_message, full_message, timestamp, level, ...rest } = value
    if (typeof short_message !== "string") return "GELF: no short_message"
    event.message = short_message
    if (typeof host === "string" && host) writeHost(event, host.slice(0, 255))
    if (typeof full_message === "string") setField(event, "vendor.gelf.full_message", full_message)
    writeTime(event, timestamp)
    if (typeof level === "number" && level >= 0 && level <= 7) {
      event["log.syslog.severity.code"] = level
      put(event, "log.level", levelOf(level))
    }
    const own = Object.entries(rest).map(([key, item]) => [key.replace(/^_/, ""), item] as const)
    keep(Object.fromEntries(own), "vendor.gelf", event)
    return undefined
  },
}

function writeTime(event: Event, timestamp: unknown): void {
  const seconds = typeof timestamp === "string" ? Number(timestamp) : timestamp
  if (typeof seconds !== "number" || !(Math.abs(seconds) < 8.64e12)) return
  event["@timestamp"] = new Date(Math.round(seconds * 1000)).toISOString()
}
