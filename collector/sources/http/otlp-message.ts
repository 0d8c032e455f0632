import { Root } from "protobufjs/light"
import { Refused } from "./body.ts"
import { isTooDeep } from "./json-depth.ts"

/** The messages of opentelemetry/proto/collector/logs/v1 and what they hold, as far as they are read. */
const messages = Root.fromJSON({
  nested: {
    Request: { fields: { resourceLogs: many("ResourceLogs", 1) } },
    ResourceLogs: { fields: { resource: one("Resource", 1), scopeLogs: many("ScopeLogs", 2) } },
    Resource: { fields: { attributes: many("KeyValue", 1) } },
    ScopeLogs: { fields: { scope: one("Scope", 1), logRecords: many("LogRecord", 2) } },
    Scope: { fields: { name: one("string", 1), version: one("string", 2) } },
    LogRecord: {
      fields: {
        timeUnixNano: one("fixed64", 1),
        severityNumber: one("int32", 2),
        severityText: one("string", 3),
        body: one("AnyValue", 5),
        attributes: many("KeyValue", 6),
        traceId: one("bytes", 9),
        spanId: one("bytes", 10),
        observedTimeUnixNano: one("fixed64", 11),
        eventName: one("string", 12),
      },
    },
    KeyValue: { fields: { key: one("string", 1), value: one("AnyValue", 2) } },
    ArrayValue: { fields: { values: many("AnyValue", 1) } },
    KeyValueList: { fields: { values: many("KeyValue", 1) } },
    AnyValue: {
      fields: {
        stringValue: one("string", 1),
        boolValue: one("bool", 2),
        intValue: one("int64", 3),
        doubleValue: one("double", 4),
        arrayValue: one("ArrayValue", 5),
        kvlistValue: one("KeyValueList", 6),
        bytesValue: one("bytes", 7),
      },
    },
  },
}).lookupType("Request")

function one(type: string, id: number) {
  return { type, id }
}

function many(type: string, id: number) {
  return { rule: "repeated", type, id }
}

type Json = Readonly<Record<string, unknown>>

/** A log record with what it stands in, in OTLP's JSON, its values plain. */
export interface LogRecord {
  readonly timeUnixNano?: string
  readonly severityText?: string
  readonly severityNumber?: number
  readonly body?: unknown
  readonly attributes?: Json
  readonly resource?: Json
  readonly scope?: string
  readonly traceId?: string
  readonly spanId?: string
  readonly eventName?: string
}

const depthMax = 100

/** Reads an export request. @throws Refused */
export function readLogs(body: Buffer, isJson: boolean, recordsMax: number): LogRecord[] {
  const request = isJson ? jsonOf(body) : protobufOf(body)
  const records: LogRecord[] = []
  for (const group of listOf(request["resourceLogs"])) {
    const resource = attributesOf(objectOf(group["resource"])["attributes"])
    for (const scoped of listOf(group["scopeLogs"])) {
      const scope = objectOf(scoped["scope"])["name"]
      for (const record of listOf(scoped["logRecords"])) {
        if (records.length >= recordsMax)
          throw new Refused(413, `the body has more than ${recordsMax} records (requestRecordsMax)`)
        records.push({ ...recordOf(record), resource, ...(scope ? { scope: String(scope) } : {}) })
      }
    }
  }
  return records
}

function jsonOf(body: Buffer): Json {
  if (isTooDeep(body, depthMax)) throw new Refused(400, `nested deeper than ${depthMax}`)
  try {
    return objectOf(JSON.parse(body.toString("utf8")))
  } catch {
    throw new Refused(400, "the body is not JSON")
  }
}

function protobufOf(body: Buffer): Json {
  try {
    const decoded = messages.decode(body)
    return messages.toObject(decoded, { longs: String, bytes: String })
  } catch {
    throw new Refused(400, "the body is not an ExportLogsServiceRequest")
  }
}

function recordOf(record: Json): LogRecord {
  const { timeUnixNano, observedTimeUnixNano, severityText, severityNumber, eventName } = record
  const time = [timeUnixNano, observedTimeUnixNano].find((nano) => nano && String(nano) !== "0")
  return {
    ...(time !== undefined && { timeUnixNano: String(time) }),
    ...(typeof severityText === "string" && severityText && { severityText }),
    ...(typeof severityNumber === "number" && { severityNumber }),
    ...(typeof eventName === "string" && eventName && { eventName }),
    ...idOf("traceId", record),
    ...idOf("spanId", record),
    body: plain(record["body"], 0),
    attributes: attributesOf(record["attributes"]),
  }
}

/** Ids are hexadecimal in OTLP's JSON, bytes in protobuf (base64 here). */
function idOf(name: "traceId" | "spanId", record: Json): object {
  const text = record[name]
  if (typeof text !== "string" || text === "") return {}
  const isHex = /^[0-9a-fA-F]{16}(?:[0-9a-fA-F]{16})?$/.test(text)
  return { [name]: isHex ? text.toLowerCase() : Buffer.from(text, "base64").toString("hex") }
}

const attributesMax = 1000

function attributesOf(list: unknown): Json {
  const found: Record<string, unknown> = Object.create(null)
  for (const { key, value } of listOf(list).slice(0, attributesMax)) {
    if (typeof key === "string" && !(key in found)) found[key] = plain(value, 0)
  }
  return found
}

/** An AnyValue as a plain one; integers stay texts, so that none is rounded. */
function plain(any: unknown, depth: number): unknown {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } =
    objectOf(any)
  if (depth > depthMax) return undefined
  if (arrayValue !== undefined)
    return listOf(objectOf(arrayValue)["values"]).map((item) => plain(item, depth + 1))
  if (kvlistValue !== undefined) {
    const pairs = listOf(objectOf(kvlistValue)["values"])
    return Object.fromEntries(pairs.map(({ key, value }) => [String(key), plain(value, depth + 1)]))
  }
  const whole = intValue === undefined ? undefined : Number(intValue)
  return (
    stringValue ??
    boolValue ??
    (Number.isSafeInteger(whole) ? whole : intValue) ??
    doubleValue ??
    bytesValue
  )
}

const objectOf = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {}

const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.map(objectOf) : []
