import { allOf, not } from "./check.ts"
import type { Correlation } from "./correlation.ts"
import { at, type RuleDocument } from "./documents.ts"
import { fieldsOf } from "./field-map.ts"
import { type CompiledRule, levelOf, textsOf, versionOf } from "./rule.ts"
import { compileSearch, isMap } from "./selection.ts"
import type { RuleLevel } from "./types.ts"

/** What a site changes about rules that it did not write. Its own file, so that updates keep it. */
export interface Overlay {
  /** Ids or names. */
  readonly rules: readonly string[]
  readonly disable: boolean
  readonly level?: RuleLevel
  /** A selection: what the rule leaves out from now on. */
  readonly except?: unknown
  readonly document: RuleDocument
}

export const isOverlays = (value: unknown): boolean => isMap(value) && "overlays" in value

const known = new Set([
  "rule",
  "rules",
  "disable",
  "level",
  "except",
  "reason",
  "author",
  "at",
  "until",
])

/**
 * Reads a document of overlays:
 *
 *     overlays:
 *       - rule: ID        # or a list of ids and names
 *         level: low      # and, or instead: disable: true, except: SELECTION
 *         reason: …       # for people, as are author, at and until: who wrote it, when,
 *                           and when the console is to take it back
 */
export function readOverlays(document: RuleDocument): Overlay[] {
  const list = isMap(document.value) ? document.value["overlays"] : undefined
  return at(["overlays"], () => {
    if (!Array.isArray(list)) throw new Error('"overlays" is not a list')
    return list.map((item, index) => readOverlay(item, index + 1, document))
  })
}

function readOverlay(item: unknown, number: number, document: RuleDocument): Overlay {
  if (!isMap(item)) throw new Error(`overlay ${number} is not a map`)
  for (const key of Object.keys(item)) {
    if (!known.has(key)) throw new Error(`overlay ${number} has an unknown "${key}"`)
  }
  const rules = textsOf(item["rule"] ?? item["rules"])
  if (rules.length === 0) throw new Error(`overlay ${number} names no "rule"`)
  const { disable = false, except, level } = item
  if (typeof disable !== "boolean") throw new Error(`overlay ${number}: "disable" is true or false`)
  if (!disable && except === undefined && level === undefined) {
    throw new Error(`overlay ${number} changes nothing: write disable, level or except`)
  }
  if (except !== undefined) compileSearch(except, (field) => [field])
  return {
    rules,
    disable,
    ...(level !== undefined && { level: levelOf(level) }),
    ...(except !== undefined && { except }),
    document,
  }
}

/** A rule as an overlay would have it; undefined where it is disabled. */
export function overlaid(compiled: CompiledRule, overlay: Overlay): CompiledRule | undefined {
  if (overlay.disable) return undefined
  const { rule, check } = compiled
  const { level = rule.level, except, document } = overlay
  const version = versionOf(`${rule.version}\n${document.text}`)
  const changed = { ...compiled, rule: { ...rule, level, version } }
  if (except === undefined) return changed
  return { ...changed, check: allOf([check, not(compileSearch(except, fieldsOf(rule.logsource)))]) }
}

/** The same for a correlation, whose events are those of its rules. */
export function overlaidCorrelation(
  correlation: Correlation,
  { disable, level, document }: Overlay,
): Correlation | undefined {
  if (disable) return undefined
  if (level === undefined) return correlation
  const { rule } = correlation
  const version = versionOf(`${rule.version}\n${document.text}`)
  return { ...correlation, rule: { ...rule, level, version } }
}
