import { setField } from "#shared/ecs/event.ts"
import { isObject, parseJson } from "#shared/ecs/json.ts"
import { instantOf } from "#shared/ecs/time.ts"
import type { Format } from "./define.ts"

const line = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,20}) (stdout|stderr) ([FP])(?::\S*)? ?(.*)$/s

/** Kubernetes' Container Runtime Interface: time, stream, whether the line is whole, the line. */
export const cri: Format = {
  name: "cri",
  summary: "Lines of containers as containerd and CRI-O write them",
  example: "2026-03-01T12:00:00.123456789Z stdout F hello",
  looksLike: (text) => line.test(text.slice(0, 80)),
  wraps: true,
  read(text, event, context) {
    const found = line.exec(text)
    if (!found) return "CRI: not time, stream, F or P, and text"
    const [, time, stream, whole, message] = found
    const ms = instantOf(time!, context.zone)
    if (ms !== undefined) event["@timestamp"] = new Date(ms).toISOString()
    setField(event, "vendor.container.stream", stream!)
    if (whole === "P") setField(event, "vendor.container.partial", true)
    event.message = message ?? ""
    return undefined
  },
}

/** Characters at a line's end in which Docker writes the time. */
const tailChars = 200
const timeAtEnd = /"time":"[^"]{20,40}"[^{}]*\}\s*$/

/** Docker's json-file driver. */
export const docker: Format = {
  name: "docker",
  summary: "Lines of containers as Docker's json-file driver writes them",
  example: '{"log":"hello\\n","stream":"stdout","time":"2026-03-01T12:00:00.123456789Z"}',
  looksLike: (text) => text.startsWith('{"log":"') && timeAtEnd.test(text.slice(-tailChars)),
  wraps: true,
  read(text, event, context) {
    const value = parseJson(text)?.value
    if (!isObject(value) || typeof value["log"] !== "string") return "Docker: no JSON with a log"
    const { log, stream, time } = value
    const ms = typeof time === "string" ? instantOf(time, context.zone) : undefined
    if (ms !== undefined) event["@timestamp"] = new Date(ms).toISOString()
    if (typeof stream === "string") setField(event, "vendor.container.stream", stream)
    event.message = log.replace(/\r?\n$/, "")
    return undefined
  },
}
