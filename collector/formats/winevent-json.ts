import { type Event, fieldOf, type Reason, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { adopt, isObject, keep, leafOf, parseJson } from "#shared/ecs/json.ts"
import { instantOf } from "#shared/ecs/time.ts"
import type { Format, FormatContext } from "./define.ts"
import { isOldWinlogbeat, renewWinlogbeat } from "./winevent-beats.ts"
import { auditOutcome, levelName } from "./winevent-level.ts"
import { readRendered } from "./winevent-rendered.ts"
import { systemOf } from "./winevent-system.ts"

type Json = Record<string, unknown>

/** Windows events in JSON: as winlogbeat, as the Event element itself, or flat as NXLog writes them. */
export const winevent: Format = {
  name: "winevent-json",
  summary: "Windows events: winlogbeat, the Event element as JSON, or flat (NXLog, OTRF)",
  example:
    '{"EventID":4624,"Channel":"Security","Hostname":"dc1","SourceName":"Microsoft-Windows-Security-Auditing","TimeCreated":"2026-03-01T12:00:00Z","TargetUserName":"anna"}',
  looksLike: (text) =>
    /^\s*\{/.test(text) &&
    (/"winlog"\s*:\s*\{/.test(text) ||
      /"System"\s*:\s*\{/.test(text) ||
      (/"log_name"\s*:/.test(text) && /"event_id"\s*:/.test(text)) ||
      (/"(?:EventID|event_id|EventId)"\s*:/.test(text) && /"Channel"\s*:/.test(text))),
  read(text, event, context) {
    const parsed = parseJson(text)
    if (!parsed) return "not JSON"
    if (!isObject(parsed.value)) return "JSON, but not an object"
    return readWinevent(parsed.value, event, context)
  },
}

/** Reads an event in any of the shapes, as an object. */
export function readWinevent(
  object: Json,
  event: Event,
  context: FormatContext,
): Reason | undefined {
  const wrapped = isObject(object["Event"]) ? object["Event"] : object
  if (isObject(wrapped["System"])) readElement(wrapped, wrapped["System"], event, context)
  else if (isObject(object["winlog"])) adopt(object, event)
  else if (isOldWinlogbeat(object)) adopt(renewWinlogbeat(object), event)
  else if (isFlat(object)) readFlat(object, event, context)
  else return "a Windows event without an event id and a channel"
  writeEcs(event)
  return undefined
}

const isFlat = (object: Json) =>
  object["EventID"] !== undefined ||
  object["EventId"] !== undefined ||
  object["event_id"] !== undefined

/** The Event element: System and EventData (or UserData), attributes with or without a mark. */
function readElement(element: Json, system: Json, event: Event, context: FormatContext): void {
  writeSystem(systemOf(system), event, context)
  if (isObject(element["EventData"])) writeData(element["EventData"], event)
  else if (isObject(element["UserData"])) writeUserData(element["UserData"], event)
  const rendering = element["RenderingInfo"]
  if (isObject(rendering) && typeof rendering["Message"] === "string")
    event.message = rendering["Message"]
}

function writeData(data: Json, event: Event): void {
  const list = Array.isArray(data["Data"])
    ? data["Data"]
    : isObject(data["Data"])
      ? [data["Data"]]
      : []
  let nameless = 0
  for (const item of list.slice(0, 1000)) {
    const named = isObject(item)
    const name = named ? (item["Name"] ?? item["@Name"]) : undefined
    const value = leafOf(named ? (item["#text"] ?? item["Value"] ?? item["content"]) : item)
    const key = typeof name === "string" ? name : `param${++nameless}`
    if (value !== undefined) setField(event, `vendor.winlog.event_data.${key.slice(0, 256)}`, value)
  }
  const { Data: _listed, ...rest } = data
  keep(list.length > 0 ? rest : data, "vendor.winlog.event_data", event)
}

/** UserData holds one element of the provider's own: its fields, and its name beside them. */
function writeUserData(data: Json, event: Event): void {
  const [only, ...more] = Object.keys(data).filter((key) => isObject(data[key]))
  if (!only || more.length > 0) {
    keep(data, "vendor.winlog.user_data", event)
    return
  }
  const { "#attributes": _namespace, ...fields } = data[only] as Json
  setField(event, "vendor.winlog.user_data.xml_name", only.slice(0, 256))
  keep(fields, "vendor.winlog.user_data", event)
}

/** Names of NXLog and OTRF that are the event's header, and where they go. */
const flatNames = new Map<string, string>([
  ["EventID", "event_id"],
  ["EventId", "event_id"],
  ["event_id", "event_id"],
  ["Channel", "channel"],
  ["Hostname", "computer_name"],
  ["Computer", "computer_name"],
  ["SourceName", "provider_name"],
  ["ProviderName", "provider_name"],
  ["Provider_Name", "provider_name"],
  ["ProviderGuid", "provider_guid"],
  ["RecordNumber", "record_id"],
  ["EventRecordID", "record_id"],
  ["Keywords", "keywords"],
  ["Level", "level"],
  ["Opcode", "opcode"],
  ["OpcodeValue", "opcode_value"],
  ["Task", "task"],
  ["Version", "version"],
  ["Severity", "severity"],
  ["SeverityValue", "severity_value"],
  ["ActivityID", "activity_id"],
  ["ThreadID", "process.thread.id"],
  ["ExecutionProcessID", "process.pid"],
])
const times = ["TimeCreated", "EventTime", "SystemTime", "@timestamp", "UtcTime"]
const shippers = /^(?:@version|EventReceivedTime|SourceModule(?:Name|Type)|host|port|type|tags)$/

function readFlat(object: Json, event: Event, context: FormatContext): void {
  const system: Json = {}
  const data: Json = {}
  for (const [key, value] of Object.entries(object)) {
    const name = flatNames.get(key)
    if (name) system[name] ??= value
    else if (key === "Message" || key === "message") event.message = String(leafOf(value) ?? "")
    else if (shippers.test(key)) keep({ [key]: value }, "vendor", event)
    else if (key !== "@timestamp" && key !== "TimeCreated" && key !== "EventTime") data[key] = value
  }
  const nested = object["EventData"]
  if (isObject(nested)) {
    delete data["EventData"]
    keep(nested, "vendor.winlog.event_data", event)
  }
  const time = times.map((key) => object[key]).find((value) => typeof value === "string")
  writeSystem({ ...system, time }, event, context)
  keep(data, "vendor.winlog.event_data", event)
}

function writeSystem({ time, ...system }: Json, event: Event, context: FormatContext): void {
  keep(system, "vendor.winlog", event)
  const ms = typeof time === "string" ? instantOf(time, context.zone) : undefined
  if (ms !== undefined) event["@timestamp"] = new Date(ms).toISOString()
}

/** What every Windows event says in ECS. */
function writeEcs(event: Event): void {
  copy(event, "vendor.winlog.event_id", "event.code")
  copy(event, "vendor.winlog.provider_name", "event.provider")
  moveForwarder(event)
  copy(event, "vendor.winlog.computer_name", "host.name")
  copy(event, "vendor.winlog.computer_name", "host.hostname")
  const level = levelName(
    fieldOf(event, "vendor.winlog.level") ?? fieldOf(event, "vendor.winlog.severity"),
  )
  const outcome = auditOutcome(fieldOf(event, "vendor.winlog.keywords"))
  if (level) event["log.level"] ??= level
  if (outcome) event["event.outcome"] ??= outcome
  if (isBare(event)) readRendered(event.message ?? "", event)
}

/** Only the message of a Security event was sent. */
const isBare = (event: Event): boolean =>
  event.message !== undefined &&
  /^security$/i.test(String(fieldOf(event, "vendor.winlog.channel"))) &&
  !Object.keys(event).some((name) => /^vendor\.winlog\.(?:event|user)_data\./.test(name))

function copy(event: Event, from: string, to: string): void {
  const value = fieldOf(event, from)
  if (value !== undefined && fieldOf(event, to) === undefined) put(event, to, value)
}

/** Of an event that another host forwarded, what is said of that host is its own. */
function moveForwarder(event: Event): void {
  const computer = labelOf(fieldOf(event, "vendor.winlog.computer_name"))
  const host = labelOf(fieldOf(event, "host.name"))
  if (computer === "" || host === "" || computer === host) return
  for (const name of Object.keys(event)) {
    const value = name.startsWith("host.") ? fieldOf(event, name) : undefined
    if (value === undefined) continue
    delete (event as Record<string, unknown>)[name]
    setField(event, `vendor.forwarder.${name}`, value)
  }
}

const labelOf = (name: unknown): string =>
  String(name ?? "")
    .toLowerCase()
    .split(".", 1)[0] ?? ""
