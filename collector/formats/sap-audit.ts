import { type Event, setField } from "#shared/ecs/event.ts"
import { type Format, type FormatContext, noEvent } from "./define.ts"

const prefix = "vendor.sap.security_audit."

/** Structure RSAUENTR2 of SAP's data dictionary: 200 characters a record, no line ends. */
const record: readonly (readonly [field: string, length: number])[] = [
  ["type", 1], // SLGFTYP
  ["event_id", 3], // AREA, SUBID
  ["time", 16], // SLGDATTIM
  ["process.pid", 5], // SLGPROC-UNIXPID
  ["process.task", 5], // SLGPROC-TASKNO
  ["process.type", 2], // SLGPROC-SLGTTYP
  ["terminal_short", 8], // SLGLTRM
  ["user", 12], // SLGUSER
  ["transaction", 20], // SLGTC
  ["program", 40], // SLGREPNA
  ["client", 3], // SLGMAND
  ["session", 1], // SLGMODE
  ["data", 64], // SLGDATA
  ["terminal", 20], // SLGLTRM2
]
const recordChars = 200
const recordsMax = 100_000
const begins = /^[0-9A-Z][A-Z][A-Z0-9]{2}(?:19|20)\d{6}\d{6}/

/** Columns of the list that RSAU_READ_LOG and SM20 export, in English. */
const columns: Readonly<Record<string, string>> = {
  date: "date",
  time: "clock",
  system: "system",
  "sap system": "system",
  sid: "system",
  instance: "instance",
  "cl.": "client",
  client: "client",
  event: "event_id",
  "message id": "event_id",
  user: "user",
  "user name": "user",
  group: "user_group",
  terminal: "terminal",
  "terminal name": "terminal",
  peer: "peer",
  tcode: "transaction",
  "transaction code": "transaction",
  program: "program",
  "program name": "program",
  report: "program",
  "audit class": "audit_class",
  "audit log msg. text": "text",
  "security audit log message text": "text",
  "message text": "text",
  text: "text",
}
const memoryKey = "sap-audit.columns"

/** SAP's Security Audit Log: the files of the kernel, and lists exported as text with bars. */
export const sapAudit: Format = {
  name: "sap-audit",
  summary: "SAP Security Audit Log: files of 200-character records, or lists exported with bars",
  example:
    "2AU120260301120000000123400005D1PC1     ANNA        S000                SAPMSYST                                0010A&0&P                                                           192.0.2.7           ",
  looksLike: (text) => text.length >= 120 && begins.test(text),
  split(text) {
    if (text.length <= recordChars || !begins.test(text)) return undefined
    const parts: string[] = []
    for (let at = 0; at < text.length && parts.length <= recordsMax; at += recordChars) {
      parts.push(text.slice(at, at + recordChars))
    }
    return parts.length <= recordsMax && parts.every((part) => begins.test(part))
      ? parts
      : undefined
  },
  read(text, event, context) {
    event.message = text
    if (begins.test(text)) return readRecord(text, event)
    if (/^[-|+]?[-+]{3,}[-|+]?\s*$/.test(text)) return noEvent
    return text.startsWith("|") ? readRow(text, event, context) : "SAP audit: no record and no row"
  },
}

function readRecord(text: string, event: Event): undefined {
  let at = 0
  for (const [field, length] of record) {
    const cell = text.slice(at, at + length).trim()
    if (cell !== "") setField(event, prefix + field, cell)
    at += length
  }
}

function readRow(text: string, event: Event, { memory }: FormatContext) {
  const cells = text
    .split("|", 200)
    .slice(1)
    .map((cell) => cell.trim())
  const names = cells.map((cell) => columns[cell.toLowerCase()])
  if (names.includes("date") && names.includes("clock")) {
    memory?.().set(memoryKey, names.map((name) => name ?? "").join("|"))
    return noEvent
  }
  const known = memory?.().get(memoryKey)?.split("|")
  if (!known) return "SAP audit: a row without a header before it"
  for (const [i, name] of known.entries()) {
    if (name && cells[i]) setField(event, prefix + name, cells[i])
  }
  return undefined
}
