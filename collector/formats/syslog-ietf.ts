import { type Event, setField } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { keysMax } from "#shared/ecs/json.ts"
import { instantOf } from "#shared/ecs/time.ts"
import { writeHost, writeProgram } from "./syslog-header.ts"

/** RFC 5424, section 6: VERSION SP TIMESTAMP SP HOSTNAME SP APP-NAME SP PROCID SP MSGID SP SD. */
const header =
  /^(\d{1,3}) (-|\d{4}-\d\d-\d\d[Tt ]\S{8,30}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,128}) ?/

/** As some write it to files: without PRI and VERSION. */
const bare =
  /^()(\d{4}-\d\d-\d\dT\S{8,30}) (\S{1,255}) ([^\s:[\]]{1,128}) (-|\d{1,10}) (-|[\w.-]{1,128}) (?=-(?: |$)|\[)/

/** Reads what follows PRI as RFC 5424 and says whether it was; without a PRI only with a stamp. */
export function readIetf(body: string, event: Event, hasPri: boolean): boolean {
  const found = header.exec(body) ?? (hasPri ? null : bare.exec(body))
  if (!found || (!hasPri && found[2] === "-")) return false
  const [whole, version, stamp, host, program, procid, msgid] = found
  const ms = stamp === "-" ? undefined : instantOf(stamp!, "UTC")
  if (stamp !== "-" && ms === undefined) return false
  if (ms !== undefined) event["@timestamp"] = new Date(ms).toISOString()
  if (version) put(event, "log.syslog.version", version)
  if (host !== "-") writeHost(event, host!)
  if (program !== "-") writeProgram(event, program!, procid === "-" ? undefined : procid)
  else if (procid !== "-") put(event, "log.syslog.procid", procid!)
  if (msgid !== "-") put(event, "log.syslog.msgid", msgid!)
  event.message = withoutBom(readStructured(body, whole.length, event))
  return true
}

/** rsyslog's template RSYSLOG_SyslogProtocol23Format puts one blank more before each message. */
const withoutBom = (text: string) => {
  const bare = text.replace(/^ {1,2}/, "")
  if (bare.charCodeAt(0) === 0xfeff) return bare.slice(1)
  return bare.startsWith("\u00ef\u00bb\u00bf") ? bare.slice(3) : bare
}

/** Section 6.3, and plain values without quotes: SD-ELEMENT = "[" SD-ID *(SP SD-PARAM) "]". */
const element = /\[([^\s="\]]{1,128})/y
const parameter = /\s+([^\s="\]]{1,128})=(?:\s?(")|([\w.-]{1,64})(?=[\s\]]))/y
const end = /\s*\]/y

/** Reads the structured data at `from` and returns the message after it. */
function readStructured(body: string, from: number, event: Event): string {
  if (body[from] === "-") return body.slice(from + 1)
  let at = from
  let parameters = 0
  for (element.lastIndex = at; ; element.lastIndex = at) {
    const opened = element.exec(body)
    if (!opened) return body.slice(at)
    let inside = element.lastIndex
    for (parameter.lastIndex = inside; parameters < keysMax; parameters++) {
      const found = parameter.exec(body)
      if (!found) break
      const close = found[2] ? closing(body, parameter.lastIndex) : parameter.lastIndex
      if (close < 0) break
      const value = found[3] ?? body.slice(parameter.lastIndex, close)
      inside = parameter.lastIndex = found[2] ? close + 1 : close
      const name = `log.syslog.structured_data.${opened[1]}.${found[1]}`
      setField(event, name, value.replace(/\\(["\\\]])/g, "$1"))
    }
    end.lastIndex = inside
    if (!end.test(body)) return body.slice(at) // broken: the rest is the message
    at = end.lastIndex
  }
}

/** The quote that ends a value; a `\` keeps what follows it. -1 where there is none. */
function closing(body: string, from: number): number {
  for (let at = from; at < body.length; at++) {
    if (body[at] === "\\") at++
    else if (body[at] === '"') return at
  }
  return -1
}
