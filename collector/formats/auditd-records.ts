import { nameCharsMax } from "#shared/ecs/json.ts"
import { type Pair, pairReader } from "../pairs.ts"

export interface AuditRecord {
  readonly type: string
  readonly ms: number
  readonly serial: string
  readonly node?: string
  readonly values: ReadonlyMap<string, string>
}

const header =
  /^(?:node=(\S{1,255}) )?type=([A-Z_0-9]{1,64})(?:\[\d+\])? msg=audit\((\d{1,12})\.(\d{1,3}):(\d{1,20})\):\s?(.*)$/s
const pairs = pairReader(" \t\r\n,\u001d")
const recordsMax = 500

/** Reads the records of an event; a line that is none, or of another event, is passed over. */
export function readRecords(text: string): AuditRecord[] {
  const records: AuditRecord[] = []
  for (const line of text.split("\n", recordsMax)) {
    const found = header.exec(line.trimEnd())
    if (!found || (records[0] && records[0].serial !== found[5])) continue
    const [, node, type, seconds, milliseconds, serial, body] = found
    records.push({
      type: type as string,
      ms: Number(seconds) * 1000 + Number(milliseconds),
      serial: serial as string,
      ...(node !== undefined && { node }),
      values: valuesOf(type as string, body as string),
    })
  }
  return records
}

/**
 * `msg='op=login acct="root" …'` holds pairs of its own: those of a program, not of the kernel. No
 * message holds another one.
 */
function valuesOf(type: string, body: string): Map<string, string> {
  const values = new Map<string, string>()
  const add = (text: string, isOuter: boolean) => {
    for (const pair of pairs(text)) {
      const key = pair[0].slice(0, nameCharsMax)
      if (isOuter && key === "msg" && pair[1].includes("=")) add(pair[1], false)
      else if (!values.has(key)) values.set(key, decoded(type, pair))
    }
  }
  add(body.replace(/(key=\(null\))(?=[A-Z])/, "$1 "), true)
  return values
}

/** Keys whose value is quoted, or in hexadecimal where it holds what a quote can't. */
const untrusted =
  /^(?:acct|cmd|comm|cwd|data|dir|exe|file|filter|grp|id|key|name|new_group|ocomm|old|path|profile|proctitle|vm|watch)$/

function decoded(type: string, [key, value, isQuoted]: Pair): string {
  const isArgument = type === "EXECVE" && /^a\d{1,5}(?:\[\d+\])?$/.test(key)
  if (isQuoted || (!isArgument && !untrusted.test(key))) return value
  if (value.length < 2 || value.length % 2 !== 0 || !/^[0-9A-F]+$/.test(value)) return value
  const bytes = Buffer.from(value, "hex").toString("utf8")
  return key === "key" ? bytes.replaceAll("\u0001", " ") : bytes.replace(/\0+$/, "")
}
