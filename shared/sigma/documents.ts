import { LineCounter, parseAllDocuments, parseDocument, YAMLMap } from "yaml"
import { isMap } from "./selection.ts"
import { findTwinKey } from "./twin-keys.ts"
import type { RefusedRule } from "./types.ts"

/** One YAML document and where it came from. */
export interface RuleDocument {
  readonly file: string
  /** The document's own text. */
  readonly text: string
  readonly value: unknown
  /** Line of the file where its text begins; 1 unless told. */
  readonly line?: number
}

/** An error with the place in its document, as keys from the outside to the inside. */
export class RuleError extends Error {
  readonly path: readonly string[]
  constructor(message: string, path: readonly string[]) {
    super(message)
    this.path = path
  }
}

/** Adds to what goes wrong where it did. */
export function at<Result>(path: readonly string[], read: () => Result): Result {
  try {
    return read()
  } catch (cause) {
    throw cause instanceof RuleError ? cause : new RuleError(reasonOf(cause), path)
  }
}

export const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause)

/** A refusal of a document with file, line and id. */
export function refusalOf(document: RuleDocument, cause: unknown): RefusedRule {
  const { file, text, value, line: first = 1 } = document
  const id = isMap(value) ? value["id"] : undefined
  const path = cause instanceof RuleError ? cause.path : ["id"]
  const line = first - 1 + (lineOf(text, path) ?? lineOf(text, ["id"]) ?? 1)
  return { file, line, ...(typeof id === "string" && { id }), reason: reasonOf(cause) }
}

/** `file:line (id)`, as far as it is known. */
export const placeOf = ({ file, line, id }: RefusedRule): string =>
  `${file}${line === undefined ? "" : `:${line}`}${id === undefined ? "" : ` (${id})`}`

/** The line on which the innermost key of the path that is there stands. */
function lineOf(text: string, path: readonly string[]): number | undefined {
  if (text.length > secondLookCharsMax) return undefined
  const counter = new LineCounter()
  let node: unknown = parseDocument(text, { lineCounter: counter, logLevel: "silent" }).contents
  let line: number | undefined
  for (const name of path) {
    const pair = node instanceof YAMLMap ? node.items.find(({ key }) => String(key) === name) : null
    const range = (pair?.key as { range?: readonly number[] } | undefined)?.range
    if (!pair || !range) break
    line = counter.linePos(range[0] ?? 0).line
    node = pair.value
  }
  return line
}

/** Reads the YAML documents of a text. What is not YAML is refused, the other documents stay. */
export function parseDocuments(file: string, text: string, refused: RefusedRule[]): RuleDocument[] {
  const documents = partsOf(text).flatMap((part): RuleDocument[] => {
    try {
      const value: unknown = Bun.YAML.parse(part.text)
      const twin = findTwinKey(part.text)
      if (twin) return refuseTwin(file, part, twin, refused)
      return value === null || value === undefined ? [] : [{ file, ...part, value }]
    } catch (cause) {
      refused.push(yamlRefusal(file, part, cause))
      return []
    }
  })
  return documents.length > 1 ? mergeGlobals(documents) : documents
}

function refuseTwin(
  file: string,
  { line: first }: Part,
  { key, line }: { key: string; line: number },
  refused: RefusedRule[],
): [] {
  const reason = `"${key}" is written twice in one map: only the last would count`
  refused.push({ file, line: first - 1 + line, reason })
  return []
}

interface Part {
  readonly text: string
  readonly line: number
}

/** The texts between lines of `---`, which cannot stand at the start of a line otherwise. */
function partsOf(text: string): Part[] {
  if (!/^---/m.test(text)) return [{ text, line: 1 }]
  let line = 1
  return text.split(/^(?=---(?:\s|$))/m).map((part) => {
    const from = line
    line += part.split("\n").length - 1
    return { text: part, line: from }
  })
}

/**
 * Collections of old: a document with `action: global` is part of those that follow, `repeat` is
 * the one before with changes, `reset` ends what was global. Rules that share an id are numbered.
 */
function mergeGlobals(documents: readonly RuleDocument[]): RuleDocument[] {
  if (!documents.some(({ value }) => isMap(value) && "action" in value)) return [...documents]
  let shared: unknown = {}
  let last: unknown = {}
  const merged: RuleDocument[] = []
  for (const document of documents) {
    const { action, ...own } = isMap(document.value) ? document.value : {}
    if (action === "reset") shared = {}
    if (action === "global") shared = merge(shared, own)
    if (action === "reset" || action === "global") continue
    last = merge(action === "repeat" ? last : shared, own)
    merged.push({ ...document, value: numbered(last, merged) })
  }
  return merged
}

/** A detection is not nested deeper. */
const mergedDepthMax = 6

function merge(base: unknown, more: unknown, depth = 0): unknown {
  if (!isMap(base) || !isMap(more) || depth > mergedDepthMax) return more
  const merged = { ...base }
  for (const [key, value] of Object.entries(more)) {
    Object.defineProperty(merged, key, {
      value: Object.hasOwn(base, key) ? merge(base[key], value, depth + 1) : value,
      enumerable: true,
    })
  }
  return merged
}

function numbered(value: unknown, before: readonly RuleDocument[]): unknown {
  if (!isMap(value) || value["id"] === undefined) return value
  const id = String(value["id"])
  const isTaken = (name: string) =>
    before.some((one) => isMap(one.value) && String(one.value["id"]) === name)
  if (!isTaken(id)) return value
  let number = 2
  while (isTaken(`${id}/${number}`)) number++
  return { ...value, id: `${id}/${number}` }
}

/** Beyond it the slow parser would hold up all others. */
const secondLookCharsMax = 65_536

/** The fast parser names no line: another one is asked where the error stands. */
function yamlRefusal(file: string, { text, line: first }: Part, cause: unknown): RefusedRule {
  if (text.length > secondLookCharsMax) {
    return { file, line: first, reason: `it is not YAML: ${reasonOf(cause)}` }
  }
  const lineCounter = new LineCounter()
  // errors made pretty cost each the length of its line
  const options = { logLevel: "silent", prettyErrors: false, lineCounter } as const
  for (const { errors } of parseAllDocuments(text, options)) {
    const [error] = errors
    if (!error) continue
    const line = first - 1 + lineCounter.linePos(error.pos[0]).line
    return { file, line, reason: `it is not YAML: ${error.message.split("\n")[0]}` }
  }
  return { file, line: first, reason: `it is not YAML: ${reasonOf(cause)}` }
}
