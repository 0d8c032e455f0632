import { setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { isObject, parseJson } from "#shared/ecs/json.ts"
import { type Format, noEvent } from "./define.ts"
import { recordsMax } from "./json.ts"

/** A subscription's document of Amazon CloudWatch Logs: lines of one stream, whatever they hold. */
export const cloudwatch: Format = {
  name: "cloudwatch",
  summary:
    "Documents of Amazon CloudWatch Logs subscriptions, whose messages are lines of any kind",
  example:
    '{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/vpc/flow","logStream":"eni-1","logEvents":[{"id":"1","timestamp":1772366400250,"message":"hello"}]}',
  looksLike: (text) =>
    /^\s*\{/.test(text) &&
    /"messageType"\s*:\s*"(?:DATA|CONTROL)_MESSAGE"/.test(text) &&
    /"logEvents"\s*:\s*\[/.test(text),
  wraps: true,
  split(text) {
    const value = parseJson(text)?.value
    if (!isObject(value) || !Array.isArray(value["logEvents"])) return undefined
    const { logEvents, ...envelope } = value
    if (logEvents.length < 2 || logEvents.length > recordsMax) return undefined
    return logEvents.map((item) => JSON.stringify({ ...envelope, logEvents: [item] }))
  },
  read(text, event) {
    const value = parseJson(text)?.value
    if (!isObject(value) || !Array.isArray(value["logEvents"])) return "CloudWatch: no log events"
    if (value["messageType"] === "CONTROL_MESSAGE") return noEvent
    const item: unknown = value["logEvents"][0]
    if (!isObject(item) || typeof item["message"] !== "string") return "CloudWatch: no message"
    event.message = item["message"].replace(/\r?\n$/, "")
    const ms = item["timestamp"]
    if (typeof ms === "number" && Math.abs(ms) < 8.64e15) {
      event["@timestamp"] = new Date(ms).toISOString()
    }
    put(event, "cloud.provider", "aws")
    if (typeof value["owner"] === "string") put(event, "cloud.account.id", value["owner"])
    for (const [name, key] of names) {
      if (typeof value[key] === "string") setField(event, `vendor.cloudwatch.${name}`, value[key])
    }
    return undefined
  },
}

const names = [
  ["log_group", "logGroup"],
  ["log_stream", "logStream"],
] as const
