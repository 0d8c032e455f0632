import { stampReader } from "../stamps.ts"
import type { Format } from "./define.ts"
import { readWinevent } from "./winevent-json.ts"

const begins = /^(?:[^\r\n]{0,40}\r?\n)?LogName=[^\r\n]{1,256}\r?\n/
const linesMax = 64
const stamps = ["MM/dd/yyyy hh:mm:ss a", "MM/dd/yyyy HH:mm:ss", "dd/MM/yyyy HH:mm:ss"].map(
  stampReader,
)

/** What Splunk calls providers whose rendered name is not their own. */
const providers: Readonly<Record<string, string>> = {
  "Microsoft Windows security auditing.": "Microsoft-Windows-Security-Auditing",
}

/**
 * Windows events as Splunk's forwarders render them: a stamp, lines of `Name=value`, and last the
 * message, of which nothing is read as such a line.
 */
export const wineventText: Format = {
  name: "winevent-text",
  summary: "Windows events as Splunk's forwarders render them, in lines of Name=value",
  example:
    "03/01/2026 12:00:00 PM\nLogName=Security\nEventCode=4634\nComputerName=pc1\nKeywords=Audit Success\nMessage=An account was logged off.\n\nSubject:\n\tAccount Name:\t\tanna\n",
  looksLike: (text) => begins.test(text) && /\nEventCode=\d/.test(text.slice(0, 2048)),
  read(text, event, context) {
    if (!begins.test(text)) return "Windows event: no LogName"
    const at = /\r?\nMessage=/.exec(text)
    const values = valuesOf(at ? text.slice(0, at.index) : text)
    const source = values.get("SourceName") ?? ""
    const provider = Object.hasOwn(providers, source) ? providers[source] : source
    const reason = readWinevent(
      {
        EventID: values.get("EventCode"),
        Channel: values.get("LogName"),
        ...(provider && { SourceName: provider }),
        Hostname: values.get("ComputerName"),
        RecordNumber: values.get("RecordNumber"),
        Keywords: values.get("Keywords"),
        Task: values.get("TaskCategory"),
        Opcode: values.get("OpCode"),
        Severity: values.get("Type"),
        ...(at && { Message: text.slice(at.index + at[0].length) }),
      },
      event,
      context,
    )
    const first = /^\d[^\r\n]{0,40}/.exec(text)?.[0].trim() ?? ""
    const ms = stamps.map((stamp) => stamp(first, context)).find((found) => found !== undefined)
    if (ms !== undefined) event["@timestamp"] = new Date(ms).toISOString()
    return reason
  },
}

function valuesOf(head: string): Map<string, string> {
  const values = new Map<string, string>()
  for (const line of head.split(/\r?\n/, linesMax)) {
    const equals = line.indexOf("=")
    const name = line.slice(0, equals)
    if (equals > 0 && !values.has(name)) values.set(name, line.slice(equals + 1).trim())
  }
  return values
}
