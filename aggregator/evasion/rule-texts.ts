import type { Check, Leaf } from "#shared/sigma/check.ts"
import type { RuleDocument } from "#shared/sigma/documents.ts"
import { parsePattern } from "#shared/sigma/pattern.ts"
import type { Placeholders } from "#shared/sigma/placeholders.ts"
import { compileDetection, idOf, levelOf, logsourceOf } from "#shared/sigma/rule.ts"
import { isMap } from "#shared/sigma/selection.ts"
import type { RuleLevel } from "#shared/sigma/types.ts"
import { kindOf, programFields, ruleFields, type TextKind } from "./kinds.ts"

/** Texts that must all stand there, in this order. */
export interface Alternative {
  readonly texts: readonly string[]
  /** It is the file of the program that runs. */
  readonly isProgram: boolean
  /** Where the first or the last of them must stand; anywhere if it isn't said. */
  readonly anchor?: "whole" | "start" | "end" | undefined
  /** The rule takes other spellings of it, too: any dash before an option, its base64. */
  readonly spelling?: "dashed" | "encoded" | undefined
}

/** One of these must hold. */
export type Group = readonly Alternative[]

/** One way to satisfy a rule: each group must hold. */
export interface Way {
  readonly groups: readonly Group[]
  /** It asks for more that the text does not show. */
  readonly isPartial: boolean
}

/** What a rule looks for in texts of its kind. */
export interface RuleTexts {
  readonly id: string
  readonly title: string
  readonly level: RuleLevel
  readonly kind: TextKind
  readonly ways: readonly Way[]
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
  const ways = waysOf(check, ruleFields[kind]).filter(({ groups }) => groups.length > 0)
  if (ways.length === 0) return undefined
  const title = typeof value["title"] === "string" ? value["title"] : ""
  return { id: idOf(value), title, level: levelOf(value["level"]), kind, ways }
}

const hidden: Way = { groups: [], isPartial: true }

function waysOf(check: Check, fields: ReadonlySet<string>): readonly Way[] {
  if (check.kind === "not") return [{ groups: [], isPartial: false }]
  if (check.kind === "any") return waysOfAny(check.checks, fields)
  if (check.kind === "all") return joined(check.checks.map((part) => waysOf(part, fields)))
  const group = alternativesOf(check, fields)
  return group.length > 0 ? [{ groups: [group], isPartial: isPattern(check) }] : [hidden]
}

const isPattern = (leaf: Leaf) => leaf.modifiers[0] === "re"

/** Plain questions are one group; each part that is more is a way of its own. */
function waysOfAny(checks: readonly Check[], fields: ReadonlySet<string>): readonly Way[] {
  const group: Alternative[] = []
  const ways: Way[] = []
  let isPartial = false
  for (const check of checks) {
    if (check.kind === "all" || check.kind === "any") ways.push(...waysOf(check, fields))
    else if (check.kind !== "not") {
      group.push(...alternativesOf(check, fields))
      if (isPattern(check)) isPartial = true
    }
  }
  if (group.length > 0) ways.push({ groups: [group], isPartial })
  return ways.length > 0 ? ways.slice(0, waysMax) : [hidden]
}

/** The product of the parts' ways; where it is too large each way of the longest part comes once. */
function joined(parts: readonly (readonly Way[])[]): readonly Way[] {
  const product = parts.reduce((sum, { length }) => sum * length, 1)
  if (product > waysMax) {
    const count = Math.max(...parts.map(({ length }) => length))
    return Array.from({ length: count }, (_, i) =>
      both(parts.map((ways) => ways[i % ways.length]!)),
    )
  }
  let ways: readonly Way[] = [{ groups: [], isPartial: false }]
  for (const part of parts) ways = ways.flatMap((way) => part.map((more) => both([way, more])))
  return ways
}

const both = (ways: readonly Way[]): Way => ({
  groups: ways.flatMap(({ groups }) => groups),
  isPartial: ways.some(({ isPartial }) => isPartial),
})

function alternativesOf(leaf: Leaf, fields: ReadonlySet<string>): Alternative[] {
  const isText = leaf.kind === "value" || leaf.kind === "keyword"
  const field = leaf.keys[0] ?? ""
  if (!isText || !fields.has(field)) return []
  if (isPattern(leaf))
    return (leaf.texts ?? []).map((text) => ({ texts: [text], isProgram: false }))
  const texts = [""]
  for (const token of parsePattern(String(leaf.value))) {
    if (typeof token === "string") texts[texts.length - 1] += token
    else if (texts.at(-1) !== "") texts.push("")
  }
  const known = texts.filter((text) => text.trim() !== "")
  if (known.length === 0) return []
  const isProgram = programFields.has(field) && known.length === 1
  const anchor = isProgram ? undefined : anchorOf(leaf)
  const spelling = spellingOf(leaf)
  return [{ texts: known, isProgram, ...(anchor && { anchor }), ...(spelling && { spelling }) }]
}

function spellingOf({ modifiers }: Leaf): Alternative["spelling"] {
  if (modifiers.some((name) => name.startsWith("base64"))) return "encoded"
  return modifiers.includes("windash") ? "dashed" : undefined
}

function anchorOf({ modifiers, value }: Leaf): Alternative["anchor"] {
  const last = modifiers.findLast((name) => name !== "windash")
  if (last === "contains") return undefined
  const isOpen = /^[*?]/.test(String(value)) || last === "endswith"
  const isOpenEnded = /[^\\][*?]$/.test(String(value)) || last === "startswith"
  if (isOpen) return isOpenEnded ? undefined : "end"
  return isOpenEnded ? "start" : "whole"
}
