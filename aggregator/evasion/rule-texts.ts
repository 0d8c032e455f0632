import type { Check, Leaf } from "#shared/sigma/check.ts"
import type { RuleDocument } from "#shared/sigma/documents.ts"
import { parsePattern } from "#shared/sigma/pattern.ts"
import type { Placeholders } from "#shared/sigma/placeholders.ts"
import { compileDetection, idOf, levelOf, logsourceOf } from "#shared/sigma/rule.ts"
import { isMap } from "#shared/sigma/selection.ts"
import type { RuleLevel } from "#shared/sigma/types.ts"
import { kindOf, programFields, ruleFields, type TextKind } from "./kinds.ts"

/** Texts that must all stand there. */
export interface Alternative {
  readonly texts: readonly string[]
  /** It is the file of the program that runs. */
  readonly isProgram: boolean
}

/** One of these must hold. */
export type Group = readonly Alternative[]

/** What a rule looks for in texts of its kind. */
export interface RuleTexts {
  readonly id: string
  readonly title: string
  readonly level: RuleLevel
  readonly kind: TextKind
  /** Ways to satisfy it: groups of which each must hold. */
  readonly ways: readonly (readonly Group[])[]
}

const waysMax = 64

/**
 * What a rule's positive branches ask for, with nothing of what stands under `not` and nothing of
 * fields that are not part of the text. Undefined where there is nothing.
 */
export function ruleTextsOf(
  { value }: RuleDocument,
  placeholders: Placeholders,
): RuleTexts | undefined {
  if (!isMap(value) || !isMap(value["detection"])) return undefined
  const kind = kindOf(logsourceOf(value["logsource"]))
  if (!kind) return undefined
  const check = compileDetection(value["detection"], (field) => [field], [], placeholders)
  const ways = waysOf(check, ruleFields[kind]).filter((groups) => groups.length > 0)
  if (ways.length === 0) return undefined
  const title = typeof value["title"] === "string" ? value["title"] : ""
  return { id: idOf(value), title, level: levelOf(value["level"]), kind, ways }
}

function waysOf(check: Check, fields: ReadonlySet<string>): (readonly Group[])[] {
  if (check.kind === "not") return [[]]
  if (check.kind === "any") return waysOfAny(check.checks, fields)
  if (check.kind === "all") {
    const parts = check.checks.map((part) => waysOf(part, fields))
    return joined(parts)
  }
  const group = alternativesOf(check, fields)
  return group.length > 0 ? [[group]] : [[]]
}

/** Plain questions are one group; each part that is more is a way of its own. */
function waysOfAny(checks: readonly Check[], fields: ReadonlySet<string>): (readonly Group[])[] {
  const group: Alternative[] = []
  const ways: (readonly Group[])[] = []
  for (const check of checks) {
    if (check.kind === "all" || check.kind === "any") ways.push(...waysOf(check, fields))
    else if (check.kind !== "not") group.push(...alternativesOf(check, fields))
  }
  if (group.length > 0) ways.push([group])
  return ways.length > 0 ? ways.slice(0, waysMax) : [[]]
}

/** The product of the parts' ways; where it is too large each way of the longest part comes once. */
function joined(parts: readonly (readonly (readonly Group[])[])[]): (readonly Group[])[] {
  const product = parts.reduce((sum, { length }) => sum * length, 1)
  if (product > waysMax) {
    const count = Math.max(...parts.map(({ length }) => length))
    return Array.from({ length: count }, (_, i) => parts.flatMap((ways) => ways[i % ways.length]!))
  }
  let ways: (readonly Group[])[] = [[]]
  for (const part of parts) ways = ways.flatMap((way) => part.map((more) => [...way, ...more]))
  return ways
}

function alternativesOf(leaf: Leaf, fields: ReadonlySet<string>): Alternative[] {
  const isText = leaf.kind === "value" || leaf.kind === "keyword"
  const field = leaf.keys[0] ?? ""
  if (!isText || !fields.has(field)) return []
  const isProgram = programFields.has(field)
  if (leaf.modifiers[0] === "re")
    return (leaf.texts ?? []).map((text) => ({ texts: [text], isProgram: false }))
  const texts = [""]
  for (const token of parsePattern(String(leaf.value))) {
    if (typeof token === "string") texts[texts.length - 1] += token
    else if (texts.at(-1) !== "") texts.push("")
  }
  const known = texts.filter((text) => text.trim() !== "")
  return known.length > 0 ? [{ texts: known, isProgram: isProgram && known.length === 1 }] : []
}
