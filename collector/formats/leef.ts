import { type Event, fieldOf, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { keysMax, nameCharsMax } from "#shared/ecs/json.ts"
import type { Format, FormatContext } from "./define.ts"
import { momentWriter, putPart } from "./extension.ts"
import { syslog } from "./syslog.ts"

/**
 * IBM's Log Event Extended Format. `LEEF:1.0|vendor|product|version|id|` and attributes divided by
 * tabs; 2.0 names another delimiter after the id, as a character or as `x5E`, `0x5E`.
 */
export const leef: Format = {
  name: "leef",
  summary: "IBM Log Event Extended Format 1.0 and 2.0, also behind a syslog header",
  example:
    "LEEF:2.0|Example|Gateway|1.2|blocked|^|src=192.0.2.1^srcPort=1024^dst=198.51.100.7^sev=7",
  looksLike: (text) => /^LEEF:\s?\d/.test(text),
  read(text, event, context) {
    const start = text.search(/LEEF:\s?\d(?:\.\d)?\|/)
    if (start < 0) return "LEEF: no LEEF header"
    if (start > 0) syslog.read(text.slice(0, start), event, context)
    const parts = text.slice(start).split("|", 5)
    if (parts.length < 5) return "LEEF: the header has fewer than five parts"
    const body = text.slice(start + parts.join("|").length + 1)
    writeHeader(event, parts)
    const found = parts[0]!.includes("2") ? delimited(body) : { delimiter: "\t", attributes: body }
    writeAttributes(event, found.attributes, found.delimiter, context)
    return undefined
  },
}

function writeHeader(event: Event, parts: readonly string[]): void {
  const [, vendor = "", product = "", version = "", code = ""] = parts
  putPart(event, "observer.vendor", vendor)
  putPart(event, "observer.product", product)
  putPart(event, "observer.version", version)
  putPart(event, "event.code", code)
  if (code) event.message = code
}

/** The delimiter of LEEF 2.0; without one the tab. */
function delimited(body: string): { delimiter: string; attributes: string } {
  const found = /^(?:(?:0?x([0-9A-Fa-f]{2,4}))|(\\t|[^|]?))\|/.exec(body)
  if (!found) return { delimiter: "\t", attributes: body }
  const [whole, code, char] = found
  const delimiter = code ? String.fromCharCode(Number.parseInt(code, 16)) : char
  const isTab = !delimiter || delimiter === "\\t"
  return { delimiter: isTab ? "\t" : delimiter, attributes: body.slice(whole.length) }
}

/** Predefined attributes (IBM, LEEF event attributes) and the ECS fields that say the same. */
const fields: ReadonlyMap<string, string> = new Map(
  Object.entries({
    accountName: "user.name",
    action: "event.action",
    domain: "user.domain",
    dst: "destination.ip",
    dstBytes: "destination.bytes",
    dstMAC: "destination.mac",
    dstPackets: "destination.packets",
    dstPort: "destination.port",
    dstPostNAT: "destination.nat.ip",
    dstPostNATPort: "destination.nat.port",
    groupID: "group.id",
    identHostName: "host.name",
    msg: "message",
    policy: "rule.name",
    proto: "network.transport",
    reason: "event.reason",
    resource: "host.name",
    src: "source.ip",
    srcBytes: "source.bytes",
    srcMAC: "source.mac",
    srcPackets: "source.packets",
    srcPort: "source.port",
    srcPostNAT: "source.nat.ip",
    srcPostNATPort: "source.nat.port",
    url: "url.original",
    usrName: "user.name",
  }),
)

function writeAttributes(
  event: Event,
  text: string,
  delimiter: string,
  context: FormatContext,
): void {
  const values = attributesOf(text, delimiter)
  for (const [key, value] of values) {
    setField(event, `vendor.leef.${key}`, value)
    const field = fields.get(key)
    if (field === "network.transport" && /^\d+$/.test(value))
      put(event, "network.iana_number", value)
    else if (field)
      putPart(event, field, field === "network.transport" ? value.toLowerCase() : value)
    else if (key === "sev" && fieldOf(event, "event.severity") === undefined)
      put(event, "event.severity", value)
  }
  const time = values.get("devTime")
  if (time) writeTime(event, time, values.get("devTimeFormat"), context)
}

function attributesOf(text: string, delimiter: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const part of text.split(delimiter, keysMax)) {
    const assign = part.indexOf("=")
    const key = part.slice(0, assign).trim().slice(0, nameCharsMax)
    if (assign > 0 && key && !values.has(key)) values.set(key, part.slice(assign + 1).trim())
  }
  return values
}

const usual = momentWriter([
  "UNIX_ANY",
  "MMM dd yyyy HH:mm:ss.SSS Z",
  "MMM dd yyyy HH:mm:ss.SSS",
  "MMM dd yyyy HH:mm:ss Z",
  "MMM dd yyyy HH:mm:ss",
  "MMM dd HH:mm:ss Z",
  "MMM dd HH:mm:ss",
  "yyyy-MM-dd'T'HH:mm:ss.SSSZ",
  "ISO8601",
])

/** The format comes from the sender: only those known are read, its text never becomes a pattern. */
const named = new Map(
  [
    "yyyy-MM-dd HH:mm:ss",
    "dd/MM/yyyy HH:mm:ss",
    "MM/dd/yyyy HH:mm:ss",
    "dd.MM.yyyy HH:mm:ss",
    "dd MMM yyyy HH:mm:ss",
    "MM/dd/yyyy hh:mm:ss a",
    "yyyy/MM/dd HH:mm:ss",
  ].map((format) => [format, momentWriter([format])] as const),
)

function writeTime(
  event: Event,
  text: string,
  format: string | undefined,
  context: FormatContext,
): void {
  const own = named.get(format ?? "")
  if (!own?.(event, "@timestamp", text, context)) usual(event, "@timestamp", text, context)
}
