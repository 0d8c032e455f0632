import { type Event, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { adopt, isObject, keep, parseJson } from "#shared/ecs/json.ts"
import type { Format } from "./define.ts"
import { writeHost } from "./syslog-header.ts"

/** Splunk's HTTP Event Collector: `event` is the record, the rest says whence it comes. */
export const hec: Format = {
  name: "hec",
  summary:
    "Splunk HTTP Event Collector's objects: an event with its time, host, source, sourcetype",
  example:
    '{"time":1772366400.25,"host":"web1","sourcetype":"access","event":"hello","fields":{"app":"shop"}}',
  looksLike: (text) =>
    /^\s*\{/.test(text) && /"event"\s*:/.test(text) && /"sourcetype"\s*:/.test(text),
  wraps: true,
  read(text, event) {
    const value = parseJson(text)?.value
    if (!isObject(value)) return "HEC: not a JSON object"
    const { event: record, time, host, fields, ...rest } = value
    if (isObject(record)) adopt(record, event)
    else if (typeof record === "string") event.message = record
    else return "HEC: no event"
    if (typeof host === "string" && host) writeHost(event, host.slice(0, 255))
    writeTime(event, time)
    keep(rest, "vendor.splunk", event)
    if (isObject(fields)) keep(fields, "vendor.splunk.fields", event)
    if (typeof rest["source"] === "string" && rest["source"].startsWith("/"))
      put(event, "log.file.path", rest["source"])
    return undefined
  },
}

function writeTime(event: Event, time: unknown): void {
  const seconds = typeof time === "string" ? Number(time) : time
  if (typeof seconds !== "number" || !(Math.abs(seconds) < 8.64e12)) return
  setField(event, "@timestamp", new Date(Math.round(seconds * 1000)).toISOString())
}
