import type { Check } from "./check.ts"
import { at, type RuleDocument } from "./documents.ts"
import { fieldsOf } from "./field-map.ts"
import type { Logsource } from "./logsource.ts"
import { compileDetection, idOf, logsourceOf, textsOf } from "./rule.ts"
import { isMap } from "./selection.ts"
import type { Rule } from "./types.ts"

/**
 * A filter of the specification: its condition must hold as well, as it is written. So what is to be
 * left out is said with `not`.
 */
export interface Filter {
  readonly id: string
  readonly document: RuleDocument
  /** Ids or names; empty for any. */
  readonly rules: readonly string[]
  readonly isForAny: boolean
  readonly logsource: Logsource
  /** It says `not` somewhere: most are meant to leave something out. */
  readonly leavesOut: boolean
  /** What the filter asks of an event, by the fields of a rule. */
  checkFor(rule: { readonly logsource: Logsource }): Check
}

export const isFilter = (value: unknown): boolean => isMap(value) && "filter" in value

/** Reads a filter document. Throws an Error with the reason on bad input. */
export function readFilter(document: RuleDocument): Filter {
  const { value } = document
  const body = isMap(value) ? value["filter"] : undefined
  if (!isMap(value) || !isMap(body)) throw new Error('"filter" is not a map')
  const { rules: names, ...detection } = body
  const rules = textsOf(names)
  if (rules.length === 0)
    throw new Error('the filter names no "rules": list their ids, or write any')
  const logsource = at(["logsource"], () => logsourceOf(value["logsource"]))
  const checkFor = ({ logsource: own }: { readonly logsource: Logsource }) =>
    compileDetection(detection, fieldsOf(own), ["filter"])
  checkFor({ logsource }) // so that a broken filter is refused itself, not the rules it is for
  return {
    id: idOf(value),
    document,
    rules: rules.filter((name) => name !== "any"),
    isForAny: rules.includes("any"),
    logsource,
    leavesOut: textsOf(detection["condition"]).some((text) => /\bnot\b/i.test(text)),
    checkFor,
  }
}

/** Whether a filter speaks of a rule: it names the rule, and its logsource holds the rule's. */
export function covers(
  { rules, isForAny, logsource }: Filter,
  { rule, name }: { readonly rule: Rule; readonly name?: string },
): boolean {
  const named = isForAny || rules.includes(rule.id) || (name !== undefined && rules.includes(name))
  const parts = ["product", "category", "service"] as const
  return (
    named && parts.every((part) => !logsource[part] || logsource[part] === rule.logsource[part])
  )
}
