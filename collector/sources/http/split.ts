import { isBlank, trimEnd } from "#shared/pipeline/raw.ts"
import { Refused } from "./body.ts"
import { arrayElements } from "./json-array.ts"
import { isTooDeep } from "./json-depth.ts"

/** What a body holds. Line numbers begin with 1; in an array they count its elements. */
export interface Split {
  readonly records: readonly Buffer[]
  readonly refused: readonly { readonly line: number; readonly reason: string }[]
  /** Records, refused ones among them. */
  readonly received: number
}

/**
 * Cuts a body into records, each with its own bytes: nothing is parsed and printed again, so that
 * large integers and escapes stay as they were sent.
 * @throws Refused
 */
export function split(body: Buffer, contentType: string, recordsMax: number): Split {
  switch (kindOf(contentType, body)) {
    case "text":
      return splitText(body, recordsMax)
    case "lines":
      return splitLines(body, recordsMax)
    case "json":
      return splitJson(body, recordsMax)
  }
}

type Kind = "json" | "lines" | "text"

function kindOf(contentType: string, body: Buffer): Kind {
  const type = contentType.split(";", 1)[0]!.trim().toLowerCase()
  if (/^application\/(x-)?(ndjson|jsonl|jsonlines|json-lines|json-seq)$/.test(type)) return "lines"
  if (/^application\/(.+\+)?json$/.test(type)) return "json"
  if (type === "text/plain" || type === "text/csv") return "text"
  return sniff(body)
}

/** Of the types that say nothing: curl's `--data-binary` calls everything a form. */
function sniff(body: Buffer): Kind {
  const first = body.toString("latin1", 0, 64).trimStart()[0]
  if (first !== "{" && first !== "[") return "text"
  if (isJson(firstLine(body))) return "lines"
  return isJson(body) ? "json" : "text"
}

function firstLine(body: Buffer): Buffer {
  let from = 0
  while (isSpace(body[from])) from++
  const end = body.indexOf(10, from)
  return body.subarray(from, end < 0 ? body.length : end)
}

const isSpace = (byte: number | undefined) => byte === 0x20 || (byte! >= 9 && byte! <= 13)

function splitText(body: Buffer, recordsMax: number): Split {
  const records: Buffer[] = []
  for (const { line } of linesOf(body)) records.push(bounded(line, records.length, recordsMax))
  return { records, refused: [], received: records.length }
}

function splitLines(body: Buffer, recordsMax: number): Split {
  const records: Buffer[] = []
  const refused: { line: number; reason: string }[] = []
  for (const { line, number } of linesOf(body)) {
    bounded(line, records.length + refused.length, recordsMax)
    const elements = isArray(line) && isJson(line) ? arrayElements(line) : undefined
    if (elements) for (const element of elements) take(element, number)
    else take(line, number)
  }
  return { records, refused, received: records.length + refused.length }

  function take(record: Buffer, line: number) {
    bounded(record, records.length + refused.length, recordsMax)
    const reason = objectFault(record)
    if (reason) refused.push({ line, reason })
    else records.push(record)
  }
}

function splitJson(body: Buffer, recordsMax: number): Split {
  const whole = trimEnd(body)
  const fault = jsonFault(whole)
  if (fault) {
    if (isJson(firstLine(body))) return splitLines(body, recordsMax) // NDJSON by the wrong name
    throw new Refused(400, `the body is ${fault}`)
  }
  const elements = isArray(whole) ? arrayElements(whole) : [whole]
  const records: Buffer[] = []
  const refused: { line: number; reason: string }[] = []
  for (const [index, element] of elements.entries()) {
    bounded(element, index, recordsMax)
    const reason = isObject(element) ? undefined : notAnObject
    if (reason) refused.push({ line: index + 1, reason })
    else records.push(element)
  }
  return { records, refused, received: elements.length }
}

const notAnObject = "not a JSON object"

/** Why a record is no JSON object. */
export function objectFault(record: Buffer): string | undefined {
  return jsonFault(record) ?? (isObject(record) ? undefined : notAnObject)
}

const isObject = (json: Buffer) => firstByte(json) === 0x7b
const isArray = (json: Buffer) => firstByte(json) === 0x5b

function firstByte(json: Buffer): number | undefined {
  let at = 0
  while (isSpace(json[at])) at++
  return json[at]
}

const depthMax = 1000

function jsonFault(bytes: Buffer): string | undefined {
  if (isTooDeep(bytes, depthMax)) return `nested deeper than ${depthMax}`
  try {
    JSON.parse(bytes.toString("utf8"))
    return undefined
  } catch {
    return "not JSON"
  }
}

const isJson = (bytes: Buffer) => jsonFault(bytes) === undefined

function bounded(record: Buffer, before: number, recordsMax: number): Buffer {
  if (before < recordsMax) return record
  throw new Refused(413, `the body has more than ${recordsMax} records (requestRecordsMax)`)
}

function* linesOf(body: Buffer): Generator<{ line: Buffer; number: number }> {
  let start = 0
  for (let number = 1; start < body.length; number++) {
    const lf = body.indexOf(10, start)
    const end = lf < 0 ? body.length : lf
    const line = trimEnd(body.subarray(start, end))
    if (!isBlank(line)) yield { line, number }
    start = end + 1
  }
}
