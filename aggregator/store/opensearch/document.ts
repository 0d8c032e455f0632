import { type Event, setField, type Value } from "#shared/ecs/event.ts"
import { openObjectOf, openObjects } from "#shared/ecs/fields.ts"

/**
 * An event as the index takes it: the keys stay flat, only those of an open object are folded into
 * one with dotted keys, because a `flat_object` refuses a dotted key that leads into it.
 */
export function toDocument(event: Event): Record<string, unknown> {
  const document: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(event)) {
    if (value === undefined || value === null) continue
    const object = openObjectOf(name)
    if (object) {
      document[object] ??= Object.create(null)
      const inside = document[object] as Record<string, unknown>
      inside[name.slice(object.length + 1)] = value
    } else document[name] = value
  }
  return document
}

export function fromDocument(source: Record<string, unknown>): Event {
  const event: Event = {}
  for (const [name, value] of Object.entries(source)) {
    if (name === "__proto__") continue
    if (!openObjects.some((object) => object === name)) setField(event, name, value as Value)
    else
      for (const [key, inner] of Object.entries(value as Record<string, Value>))
        setField(event, `${name}.${key}`, inner)
  }
  return event
}

const classes: Readonly<Record<string, string>> = {
  authentication: "auth",
  iam: "auth",
  session: "auth",
  process: "endpoint",
  file: "endpoint",
  registry: "endpoint",
  driver: "endpoint",
  library: "endpoint",
  host: "endpoint",
  malware: "endpoint",
  package: "endpoint",
  configuration: "endpoint",
  network: "network",
  intrusion_detection: "network",
  web: "web",
  api: "web",
}

/** The classes of events, each a data stream of its own (never one per dataset: shards). */
export const eventClasses = ["auth", "endpoint", "network", "web", "cloud", "other"] as const

/** The data stream of an event, decided by what does not change when it is sent again. */
export function streamOf(event: Event, prefix: string): string {
  const stream = event["vedette.stream"] ?? "events"
  if (stream !== "events") return `${prefix}-${stream}`
  return `${prefix}-events-${classOf(event)}`
}

function classOf(event: Event): string {
  if (event["cloud.provider"]) return "cloud"
  const category = event["event.category"]
  const first = Array.isArray(category) ? category[0] : category
  return (typeof first === "string" && classes[first]) || "other"
}
