import { isObject } from "#shared/ecs/json.ts"

type Json = Record<string, unknown>

/** Lists of records that services put into one object, and what else must stand near its beginning. */
const containers: readonly (readonly [list: string, glance: RegExp, beside?: RegExp])[] = [
  ["Records", /"Records"\s*:\s*\[/], // CloudTrail, S3 notifications
  ["records", /"records"\s*:\s*\[/], // Azure Event Hubs and storage
  ["value", /"value"\s*:\s*\[/, /"@odata\./], // Microsoft Graph
  // Kubernetes, Google Workspace
  ["items", /"items"\s*:\s*\[/, /"kind"\s*:\s*"(?:EventList|admin#reports#activities)"/],
]

/**
 * The texts of the records in an array, or in an object whose list is known, exactly as they stand;
 * undefined where there is no such list or it does not end, or more stands after its array or object.
 */
export function recordsOf(text: string, recordsMax: number): readonly string[] | undefined {
  const records = listIn(text, recordsMax)
  return records && endOf(text, beginOf(text)) === text.trimEnd().length ? records : undefined
}

const beginOf = (text: string): number => /^\s*/.exec(text)![0].length

function listIn(text: string, recordsMax: number): readonly string[] | undefined {
  const at = beginOf(text)
  if (text[at] === "[") return elementsAt(text, at, recordsMax)
  if (text[at] !== "{") return undefined
  for (const [list, glance, beside] of containers) {
    if (!glance.test(text) || (beside && !beside.test(text.slice(0, 1024)))) continue
    const start = memberAt(text, at, list)
    if (start !== undefined && text[start] === "[") return elementsAt(text, start, recordsMax)
  }
  return undefined
}

/** Where the value of an object's own member begins. */
function memberAt(text: string, open: number, name: string): number | undefined {
  const blank = /\s*/y
  const skip = (at: number) => {
    blank.lastIndex = at
    blank.exec(text)
    return blank.lastIndex
  }
  let at = skip(open + 1)
  while (text[at] === '"') {
    const end = stringEnd(text, at)
    const colon = skip(end)
    if (text[colon] !== ":") return undefined
    const value = skip(colon + 1)
    if (text.slice(at + 1, end - 1) === name) return value
    const after = skip(endOf(text, value) ?? text.length)
    if (text[after] !== ",") return undefined
    at = skip(after + 1)
  }
  return undefined
}

function elementsAt(text: string, open: number, max: number): readonly string[] | undefined {
  const elements: string[] = []
  let at = open + 1
  while (elements.length < max) {
    while (/\s/.test(text[at] ?? "")) at++
    if (text[at] === "]" && elements.length === 0) return elements
    const end = endOf(text, at)
    if (end === undefined || end === at) return undefined
    elements.push(text.slice(at, end).trimEnd())
    at = end
    while (/\s/.test(text[at] ?? "")) at++
    if (text[at] === "]") return elements
    if (text[at++] !== ",") return undefined
  }
  return undefined
}

/** The end of the value that begins there: of its last bracket or quote, or before the next comma. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x22) at = stringEnd(text, at) - 1
    else if (code === 0x7b || code === 0x5b) depth++
    else if (code === 0x7d || code === 0x5d) {
      if (--depth < 0) return at
      if (depth === 0) return at + 1
    } else if (depth === 0 && code === 0x2c) return at
  }
  return undefined
}

/** After the closing quote; the end of the text where there is none. */
function stringEnd(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x5c) at++
    else if (code === 0x22) return at + 1
  }
  return text.length
}

/** The event itself in the envelope of Amazon EventBridge, and what stands beside it. */
export function eventBridgeOf(object: Json): { detail: Json; envelope: Json } | undefined {
  const { detail, ...envelope } = object
  const isEnvelope = typeof envelope["detail-type"] === "string" && isObject(detail)
  return isEnvelope ? { detail, envelope } : undefined
}
