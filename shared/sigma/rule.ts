import { createHash } from "node:crypto"
import { allOf, anyOf, type Check } from "./check.ts"
import { compileCondition } from "./condition.ts"
import { fieldsOf } from "./field-map.ts"
import type { Logsource } from "./logsource.ts"
import { compileSearch, isMap } from "./selection.ts"
import { type Rule, type RuleLevel, ruleLevels } from "./types.ts"

/** A rule with what it takes to run it. */
export interface CompiledRule {
  readonly rule: Rule
  /** The name by which correlations may call it instead of the id. */
  readonly name?: string
  readonly check: Check
}

/** One YAML document and where it came from. */
export interface RuleDocument {
  readonly file: string
  readonly text: string
  readonly value: unknown
}

/** Compiles a detection rule. Throws an Error with the reason on a rule that cannot be run. */
export function compileRule({ file, text, value }: RuleDocument): CompiledRule {
  if (!isMap(value)) throw new Error("the document is not a map")
  const logsource = logsourceOf(value["logsource"])
  const check = allOf([compileDetection(value["detection"], logsource), ...ownChecks(logsource)])
  const name = textOf(value["name"])
  const rule: Rule = {
    id: idOf(value),
    title: required(value, "title"),
    description: textOf(value["description"]),
    level: levelOf(value["level"]),
    tags: textsOf(value["tags"]),
    falsePositives: textsOf(value["falsepositives"]),
    logsource,
    ...(value["generate"] === false && { silent: true }),
    version: versionOf(text),
    file,
    text,
  }
  return { rule, check, ...(name && { name }) }
}

/** A short hash of the text: what differs in a character is another version. */
export const versionOf = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 16)

export const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : ""

export function textsOf(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.map(textOf).filter((text) => text !== "")
}

/** The rule's id. One without is called by its name: such rules are written by hand, for a try. */
export function idOf(map: Readonly<Record<string, unknown>>): string {
  const id = textOf(map["id"]) || textOf(map["name"])
  if (id === "") throw new Error('the rule has no "id": give it a UUID')
  if (id.length > 256) throw new Error('the "id" is too long')
  return id
}

export function required(map: Readonly<Record<string, unknown>>, key: string): string {
  const text = textOf(map[key])
  if (text === "") throw new Error(`the rule has no "${key}"`)
  return text
}

export function levelOf(value: unknown): RuleLevel {
  if (value === undefined || value === null) return "medium"
  const level = ruleLevels.find((name) => name === value)
  if (!level) throw new Error(`the level "${textOf(value)}" is none of ${ruleLevels.join(", ")}`)
  return level
}

function logsourceOf(value: unknown): Logsource {
  if (!isMap(value)) throw new Error('the rule has no "logsource"')
  const part = (key: string) => textOf(value[key]).toLowerCase() || undefined
  const logsource = {
    product: part("product"),
    category: part("category"),
    service: part("service"),
  }
  if (!logsource.product && !logsource.category && !logsource.service) {
    throw new Error('the "logsource" names no product, category or service')
  }
  return logsource
}

/** Sysmon has one event for keys made and removed: what a category means besides its event id. */
function ownChecks({ product, category }: Logsource): Check[] {
  const types: Record<string, readonly string[]> = {
    registry_add: ["CreateKey"],
    registry_delete: ["DeleteKey", "DeleteValue"],
  }
  const wanted = category && Object.hasOwn(types, category) ? types[category] : undefined
  if (product !== "windows" || !wanted) return []
  return [compileSearch({ "vendor.winlog.event_data.EventType": wanted }, (field) => [field])]
}

function compileDetection(detection: unknown, logsource: Logsource): Check {
  if (!isMap(detection)) throw new Error('the rule has no "detection"')
  const { condition, timeframe, ...selections } = detection
  if (timeframe !== undefined) {
    throw new Error('"timeframe" is of the old language: write a correlation rule instead')
  }
  const resolve = fieldsOf(logsource)
  const searches = new Map<string, Check>()
  for (const [name, selection] of Object.entries(selections)) {
    searches.set(name, compileSearch(selection, resolve))
  }
  const conditions: readonly unknown[] = Array.isArray(condition) ? condition : [condition]
  if (conditions.length === 0 || !conditions.every((text) => typeof text === "string")) {
    throw new Error('the detection has no "condition"')
  }
  return anyOf(conditions.map((text) => compileCondition(text as string, searches)))
}
