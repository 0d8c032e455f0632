import { type Event, fieldOf, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { keysMax, nameCharsMax } from "#shared/ecs/json.ts"
import { cefFields, cefFullNames, cefTimes } from "./cef-fields.ts"
import type { Format, FormatContext } from "./define.ts"
import { momentWriter, putFileHash, putOutcome, putPart } from "./extension.ts"
import { syslog } from "./syslog.ts"

/**
 * ArcSight's Common Event Format. `CEF:0|vendor|product|version|class|name|severity|extension`; in
 * the header `|` and `\` are escaped, in the extension `=` and `\`; `\n` and `\r` are line ends.
 */
export const cef: Format = {
  name: "cef",
  summary: "ArcSight Common Event Format, also behind a syslog header",
  example:
    "CEF:0|Example|Gateway|1.2|100|Blocked|7|src=192.0.2.1 spt=1024 dst=198.51.100.7 dpt=443 act=blocked msg=a \\= b",
  looksLike: (text) => /^CEF:\s?\d/.test(text),
  split(text) {
    const parts = text.includes("\nCEF:") ? text.trim().split(/\r?\n(?=CEF:\d)/) : []
    return parts.length > 1 ? parts : undefined
  },
  read(text, event, context) {
    const start = text.search(/CEF:\s?\d+\||^\d\|/) // some leave the name out
    if (start < 0) return "CEF: no CEF header"
    if (start > 0) syslog.read(text.slice(0, start), event, context)
    const header = headerOf(text, start)
    if (!header) return "CEF: the header has fewer than seven parts"
    writeHeader(event, header.parts)
    writeExtension(event, text.slice(header.end), context)
    return undefined
  },
}

/** Vendor, product, version, class, name, severity, without their escapes, and where they end. */
function headerOf(text: string, start: number) {
  const parts: string[] = []
  let part = ""
  for (let at = text.indexOf("|", start) + 1; at <= text.length; at++) {
    const char = text[at]
    if (char === "\\" && (text[at + 1] === "|" || text[at + 1] === "\\")) {
      part += text[++at]
    } else if (char === "|" || char === undefined) {
      parts.push(part)
      part = ""
      if (parts.length === 6) return { parts, end: Math.min(at + 1, text.length) }
    } else part += char
  }
  return undefined
}

/** The words that some senders write for the severity; the numbers are the middle of CEF's bands. */
const severities: Readonly<Record<string, number>> = {
  unknown: 0,
  low: 2,
  medium: 5,
  high: 8,
  "very-high": 10,
}

function writeHeader(event: Event, parts: readonly string[]): void {
  const [vendor = "", product = "", version = "", code = "", name = "", severity = ""] = parts
  putPart(event, "observer.vendor", vendor)
  putPart(event, "observer.product", product)
  putPart(event, "observer.version", version)
  putPart(event, "event.code", code)
  if (name) {
    event.message = name
    setField(event, "vendor.cef.name", name)
  }
  if (severity === "") return
  setField(event, "vendor.cef.severity", severity)
  put(event, "event.severity", severities[severity.toLowerCase()] ?? severity)
}

function writeExtension(event: Event, text: string, context: FormatContext): void {
  const values = extensionOf(text)
  const moment = { ...context, zone: values.get("dtz") ?? context.zone }
  for (const [key, value] of values) {
    setField(event, `vendor.cef.extensions.${key}`, value)
    const field = cefFields.get(key)
    const time = cefTimes.get(key)
    if (field) putPart(event, field, field === "network.transport" ? value.toLowerCase() : value)
    else if (time) writeMoment(event, time, value, moment)
    else if (key === "outcome") putOutcome(event, value)
    else if (key === "fileHash") putFileHash(event, value)
    else if (key === "deviceDirection") putPart(event, "network.direction", directions[value] ?? "")
  }
  nameLabels(event, values)
  const user = values.get("suser") ?? values.get("duser")
  if (user && fieldOf(event, "user.name") === undefined) put(event, "user.name", user)
  if (!values.has("rt") && values.has("start") && event["event.start"])
    event["@timestamp"] = event["event.start"]
}

const directions: Readonly<Record<string, string>> = { "0": "inbound", "1": "outbound" }

const writeMoment = momentWriter([
  "UNIX_ANY",
  "MMM dd yyyy HH:mm:ss.SSS Z",
  "MMM dd yyyy HH:mm:ss.SSS",
  "MMM dd yyyy HH:mm:ss Z",
  "MMM dd yyyy HH:mm:ss",
  "MMM dd HH:mm:ss.SSS Z",
  "MMM dd HH:mm:ss.SSS",
  "MMM dd HH:mm:ss Z",
  "MMM dd HH:mm:ss",
  "ISO8601",
])

/** A key stands at the beginning or after a blank, and its `=` is not escaped. */
const keyAt = /(?:^|\s)([^\s=\\|&"'()<>?;:]{1,256})=/g

/** Keys and values. A value lasts until the next key; of a key that comes twice the first counts. */
function extensionOf(text: string): Map<string, string> {
  const values = new Map<string, string>()
  const found = [...text.matchAll(keyAt)].slice(0, keysMax)
  for (const [i, match] of found.entries()) {
    const end = found[i + 1]?.index ?? text.length
    const short = match[1]!.replace(/\[([^\]]*)\]/g, ".$1")
    const key = (cefFullNames.get(short) ?? short).slice(0, nameCharsMax)
    if (!values.has(key)) values.set(key, unescaped(text.slice(match.index + match[0].length, end)))
  }
  return values
}

const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r" }

const unescaped = (value: string): string =>
  value.trimEnd().replace(/\\([=\\nr])/g, (_all, char: string) => escapes[char] ?? char)

/** A custom field is kept under its label too: `cs1=x cs1Label=Rule` → `vendor.cef.labels.Rule`. */
function nameLabels(event: Event, values: ReadonlyMap<string, string>): void {
  for (const [key, label] of values) {
    const value = key.endsWith("Label") ? values.get(key.slice(0, -5)) : undefined
    if (value !== undefined && label)
      setField(event, `vendor.cef.labels.${label.slice(0, 256)}`, value)
  }
}
