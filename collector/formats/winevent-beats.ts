type Json = Record<string, unknown>

/** Where winlogbeat 7 keeps what winlogbeat 6 wrote at the top level. */
const moved = new Map<string, string>([
  ["activity_id", "activity_id"],
  ["computer_name", "computer_name"],
  ["event_data", "event_data"],
  ["event_id", "event_id"],
  ["keywords", "keywords"],
  ["level", "level"],
  ["log_name", "channel"],
  ["opcode", "opcode"],
  ["process_id", "process.pid"],
  ["provider_guid", "provider_guid"],
  ["record_number", "record_id"],
  ["related_activity_id", "related_activity_id"],
  ["source_name", "provider_name"],
  ["task", "task"],
  ["thread_id", "process.thread.id"],
  ["user", "user"],
  ["user_data", "user_data"],
  ["version", "version"],
  ["xml", "xml"],
])

export const isOldWinlogbeat = (object: Json): boolean =>
  object["log_name"] !== undefined && object["event_id"] !== undefined

/** A document of winlogbeat 6 as winlogbeat 7 would have it. Its `host` is the shipper's. */
export function renewWinlogbeat(object: Json): Json {
  const winlog: Json = {}
  const rest: Json = {}
  for (const [key, value] of Object.entries(object)) {
    const name = moved.get(key)
    if (name) winlog[name] = value
    else rest[key === "host" ? "shipper" : key] = value
  }
  return { ...rest, winlog }
}
