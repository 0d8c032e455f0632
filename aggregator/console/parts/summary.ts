import { type Event, fieldOf } from "#shared/ecs/event.ts"
import { valueText } from "./text.tsx"

/** Fields that say what was done, where a record brings no message. */
const telling = [
  "process.command_line",
  "process.executable",
  "file.path",
  "registry.path",
  "dll.path",
  "dns.question.name",
  "url.original",
  "destination.ip",
  "service.name",
  "user.target.name",
  "group.name",
  "process.name",
]

/** An event in one line: its message; else what was done, and with what; else the record itself. */
export function summaryOf(event: Event): string {
  if (event.message) return event.message
  const found = telling.map((name) => fieldOf(event, name)).find((value) => valueText(value) !== "")
  const words = [event["event.action"] ?? event["event.code"], found].map(valueText)
  const text = words.filter((word) => word !== "").join(": ")
  return text || (event["event.original"] ?? event["event.id"] ?? "")
}
