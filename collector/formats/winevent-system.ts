import { isObject } from "#shared/ecs/json.ts"

type Json = Record<string, unknown>

/** The System element under the names that winlogbeat uses, with `time` beside them. */
export function systemOf(system: Json): Json {
  return {
    event_id: textOf(system["EventID"]),
    channel: textOf(system["Channel"]),
    computer_name: textOf(system["Computer"]),
    record_id: textOf(system["EventRecordID"]),
    provider_name: attribute(system["Provider"], "Name") ?? textOf(system["Provider"]),
    provider_guid: attribute(system["Provider"], "Guid"),
    task: textOf(system["Task"]),
    opcode: textOf(system["Opcode"]),
    keywords: textOf(system["Keywords"]),
    level: textOf(system["Level"]),
    version: textOf(system["Version"]),
    "user.identifier": attribute(system["Security"], "UserID"),
    "process.pid": attribute(system["Execution"], "ProcessID"),
    "process.thread.id": attribute(system["Execution"], "ThreadID"),
    activity_id: attribute(system["Correlation"], "ActivityID"),
    time: attribute(system["TimeCreated"], "SystemTime") ?? textOf(system["TimeCreated"]),
  }
}

/** An attribute, as the different converters from XML write them. */
function attribute(element: unknown, name: string): unknown {
  if (!isObject(element)) return undefined
  const marked = element["#attributes"] ?? element["$"] ?? element["@attributes"]
  return element[name] ?? element[`@${name}`] ?? (isObject(marked) ? marked[name] : undefined)
}

function textOf(element: unknown): unknown {
  if (!isObject(element)) return element
  return element["#text"] ?? element["_"] ?? element["Value"] ?? element["content"]
}
