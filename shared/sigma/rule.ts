import { createHash } from "node:crypto"
import { allOf, anyOf, type Check, type Resolve } from "./check.ts"
import { compileCondition } from "./condition.ts"
import { at, type RuleDocument, RuleError, reasonOf } from "./documents.ts"
import { fieldsOf } from "./field-map.ts"
import type { Logsource } from "./logsource.ts"
import { expandPlaceholders, type Placeholders } from "./placeholders.ts"
import { compileSearch, isMap } from "./selection.ts"
import { type Rule, type RuleLevel, ruleLevels } from "./types.ts"

/** A rule with what it takes to run it. */
export interface CompiledRule {
  readonly rule: Rule
  /** The name by which correlations may call it instead of the id. */
  readonly name?: string
  readonly check: Check
}

/** Compiles a detection rule. Throws an Error with the reason on a rule that cannot be run. */
export function compileRule(
  { file, text, value }: RuleDocument,
  placeholders: Placeholders = new Map(),
): CompiledRule {
  if (!isMap(value)) throw new Error("the document is not a map")
  const logsource = at(["logsource"], () => logsourceOf(value["logsource"]))
  const detection = compileDetection(
    value["detection"],
    fieldsOf(logsource),
    ["detection"],
    placeholders,
  )
  const check = allOf([detection, ...ownChecks(logsource)])
  const name = textOf(value["name"])
  const rule: Rule = {
    id: idOf(value),
    title: required(value, "title"),
    description: textOf(value["description"]),
    level: at(["level"], () => levelOf(value["level"])),
    tags: textsOf(value["tags"]),
    falsePositives: textsOf(value["falsepositives"]),
    ...originOf(value),
    logsource,
    ...(value["generate"] === false && { silent: true }),
    version: versionOf(text),
    file,
    text,
  }
  return { rule, check, ...(name && { name }) }
}

/** Who wrote a rule, and where to read more. Several authors stand behind commas. */
export function originOf(
  value: Readonly<Record<string, unknown>>,
): Pick<Rule, "authors" | "references" | "license"> {
  const authors = textsOf(value["author"]).flatMap((text) => text.split(/,\s+(?![^(]*\))/))
  const references = textsOf(value["references"])
  const license = textOf(value["license"])
  return {
    ...(authors.length > 0 && { authors }),
    ...(references.length > 0 && { references }),
    ...(license && { license }),
  }
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

export function logsourceOf(value: unknown): Logsource {
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

/** Compiles selections and their condition. What is wrong is told with its place below `path`. */
export function compileDetection(
  detection: unknown,
  resolve: Resolve,
  path: readonly string[],
  placeholders: Placeholders = new Map(),
): Check {
  if (!isMap(detection)) throw new RuleError(`the rule has no "${path.at(-1)}"`, path)
  const { condition, timeframe, ...selections } = detection
  if (timeframe !== undefined) {
    const reason = '"timeframe" is of the old language: write a correlation rule instead'
    throw new RuleError(reason, [...path, "timeframe"])
  }
  if (countValues(selections, valuesMax) < 0) {
    throw new RuleError(`the rule lists more than ${valuesMax} values`, path)
  }
  const searches = new Map<string, Check>()
  for (const [name, selection] of Object.entries(selections)) {
    const search = () => compileSearch(expandPlaceholders(selection, placeholders), resolve)
    searches.set(name, locating(search, selection, resolve, [...path, name]))
  }
  return at([...path, "condition"], () => {
    const conditions: readonly unknown[] = Array.isArray(condition) ? condition : [condition]
    if (conditions.length === 0 || !conditions.every((text) => typeof text === "string")) {
      throw new Error('the detection has no "condition"')
    }
    return anyOf(conditions.map((text) => compileCondition(text as string, searches)))
  })
}

/** Values that one rule may list in all its selections. */
const valuesMax = 50_000

/** What is left of a budget of values; below 0 it was spent. YAML may name one list many times. */
function countValues(value: unknown, left: number): number {
  if (typeof value !== "object" || value === null) return left - 1
  for (const inner of Object.values(value)) {
    if (left < 0) return left
    left = countValues(inner, left)
  }
  return left
}

/** Where a selection is wrong its items are tried one by one, to tell which. */
function locating(
  search: () => Check,
  selection: unknown,
  resolve: Resolve,
  path: readonly string[],
): Check {
  try {
    return search()
  } catch (cause) {
    for (const [key, value] of isMap(selection) ? Object.entries(selection) : []) {
      if (!key.includes("|expand"))
        at([...path, key], () => compileSearch({ [key]: value }, resolve))
      else if (String(reasonOf(cause)).startsWith(`"${key}"`))
        throw new RuleError(reasonOf(cause), [...path, key])
    }
    throw new RuleError(reasonOf(cause), path)
  }
}
