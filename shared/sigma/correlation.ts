import { at, type RuleDocument } from "./documents.ts"
import { idOf, levelOf, originOf, required, textOf, textsOf, versionOf } from "./rule.ts"
import { isMap } from "./selection.ts"
import type { Rule } from "./types.ts"

export const correlationTypes = [
  "event_count",
  "value_count",
  "temporal",
  "temporal_ordered",
] as const
export type CorrelationType = (typeof correlationTypes)[number]

export const comparisons = {
  gt: (left: number, right: number) => left > right,
  gte: (left: number, right: number) => left >= right,
  lt: (left: number, right: number) => left < right,
  lte: (left: number, right: number) => left <= right,
  eq: (left: number, right: number) => left === right,
  neq: (left: number, right: number) => left !== right,
}
export type Comparison = keyof typeof comparisons

/** A correlation rule as read: what it counts, by what, in which span of event time. */
export interface Correlation {
  readonly rule: Rule
  readonly name?: string
  readonly type: CorrelationType
  /** Ids or names of the base rules, in their order. */
  readonly rules: readonly string[]
  readonly groupBy: readonly string[]
  /** A name in `groupBy` to the field it stands for, by base rule. */
  readonly aliases: Readonly<Record<string, Readonly<Record<string, string>>>>
  readonly spanMs: number
  readonly conditions: readonly { readonly comparison: Comparison; readonly limit: number }[]
  /** The fields whose distinct values `value_count` counts. */
  readonly countedFields: readonly string[]
  /** The base rules raise alerts of their own too. */
  readonly generate: boolean
  /**
   * By the id of a base rule and a name in `groupBy` or `countedFields`: where that stands in the
   * events of the rule, whose own field names it is told in.
   */
  readonly keys: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

export const isCorrelation = (value: unknown): boolean => isMap(value) && "correlation" in value

/** Reads a correlation document. Throws an Error with the reason on bad input. */
export function readCorrelation({ file, text, value }: RuleDocument): Correlation {
  const body = isMap(value) ? value["correlation"] : undefined
  if (!isMap(value) || !isMap(body)) throw new Error('"correlation" is not a map')
  const read = <Result>(key: string, of: (value: unknown) => Result): Result =>
    at(["correlation", key], () => of(body[key]))
  const type = read("type", typeOf)
  const rules = read("rules", rulesOf)
  const name = textOf(value["name"])
  return {
    rule: ruleOf(value, file, text),
    ...(name && { name }),
    type,
    rules,
    groupBy: textsOf(body["group-by"]),
    aliases: read("aliases", aliasesOf),
    spanMs: read("timespan", spanOf),
    ...read("condition", (condition) => conditionOf(type, condition, rules.length)),
    generate: (body["generate"] ?? value["generate"]) === true,
    keys: {},
  }
}

function typeOf(value: unknown): CorrelationType {
  const type = correlationTypes.find((known) => known === value)
  if (type) return type
  throw new Error(`the type "${textOf(value)}" is none of ${correlationTypes.join(", ")}`)
}

function rulesOf(value: unknown): string[] {
  const rules = textsOf(value)
  if (rules.length === 0) throw new Error("the correlation names no rules")
  return rules
}

function ruleOf(value: Readonly<Record<string, unknown>>, file: string, text: string): Rule {
  return {
    id: idOf(value),
    title: required(value, "title"),
    description: textOf(value["description"]),
    level: levelOf(value["level"]),
    tags: textsOf(value["tags"]),
    falsePositives: textsOf(value["falsepositives"]),
    ...originOf(value),
    logsource: { product: undefined, category: undefined, service: undefined },
    version: versionOf(text),
    file,
    text,
  }
}

const unitsMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

function spanOf(value: unknown): number {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(textOf(value)) ?? []
  if (!count || !unit || Number(count) === 0) {
    throw new Error('"timespan" is not a number and one of s, m, h, d, w, as in 5m')
  }
  return Number(count) * (unitsMs[unit] as number)
}

function conditionOf(type: CorrelationType, value: unknown, rules: number) {
  if (value === undefined && type.startsWith("temporal")) {
    return { conditions: [{ comparison: "gte" as const, limit: rules }], countedFields: [] }
  }
  if (!isMap(value)) throw new Error('the correlation has no "condition" as a map')
  const { field, ...rest } = value
  const conditions = Object.entries(rest).map(([key, limit]) => {
    if (!Object.hasOwn(comparisons, key)) throw new Error(`the condition has an unknown "${key}"`)
    if (typeof limit !== "number") throw new Error(`the condition's "${key}" is not a number`)
    return { comparison: key as Comparison, limit }
  })
  const countedFields = textsOf(field)
  if (conditions.length === 0) throw new Error("the condition compares with nothing")
  if (type === "value_count" && countedFields.length === 0) {
    throw new Error('a value_count needs "field" in its condition')
  }
  return { conditions, countedFields }
}

function aliasesOf(value: unknown): Record<string, Record<string, string>> {
  if (value === undefined || value === null) return {}
  if (!isMap(value)) throw new Error('"aliases" is not a map')
  const aliases: Record<string, Record<string, string>> = Object.create(null)
  for (const [name, fields] of Object.entries(value)) {
    if (!isMap(fields)) throw new Error(`the alias "${name}" is not a map of rules to fields`)
    aliases[name] = Object.assign(
      Object.create(null),
      Object.fromEntries(Object.entries(fields).map(([rule, field]) => [rule, textOf(field)])),
    )
  }
  return aliases
}
