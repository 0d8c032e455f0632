import { type Event, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { adopt, isObject, keep, parseJson } from "#shared/ecs/json.ts"
import type { Format } from "./define.ts"

/** A log record of OpenTelemetry, as the HTTP source hands it on: attributes are plain objects. */
export const otlp: Format = {
  name: "otlp",
  summary: "OpenTelemetry log records",
  example:
    '{"timeUnixNano":"1772366400250000000","severityText":"INFO","body":"hello","attributes":{"app":"shop"},"resource":{"service.name":"shop","host.name":"web1"}}',
  looksLike: (text) => /^\s*\{/.test(text) && text.includes('"timeUnixNano"'),
  wraps: true,
  read(text, event) {
    const value = parseJson(text)?.value
    if (!isObject(value)) return "OTLP: not a JSON object"
    const { timeUnixNano, severityText, severityNumber, body, attributes, resource } = value
    if (isObject(resource)) adopt(resource, event)
    if (isObject(attributes)) adopt(attributes, event)
    if (isObject(body)) keep(body, "vendor.otel.body", event)
    else if (body !== undefined && body !== null) event.message = String(body)
    if (typeof timeUnixNano === "string" && /^\d{1,19}$/.test(timeUnixNano))
      event["@timestamp"] = new Date(Math.floor(Number(timeUnixNano) / 1e6)).toISOString()
    if (typeof severityText === "string") put(event, "log.level", severityText.toLowerCase())
    if (typeof severityNumber === "number") put(event, "event.severity", severityNumber)
    writeIds(event, value)
    return undefined
  },
}

function writeIds(event: Event, record: Readonly<Record<string, unknown>>): void {
  const names = { traceId: "trace.id", spanId: "span.id", eventName: "event.action" }
  for (const [from, to] of Object.entries(names)) {
    const text = record[from]
    if (typeof text === "string" && text) put(event, to, text)
  }
  const { scope } = record
  if (typeof scope === "string" && scope) setField(event, "vendor.otel.scope", scope)
}
