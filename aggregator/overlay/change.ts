import { isMap } from "#shared/sigma/selection.ts"
import { type RuleLevel, ruleLevels } from "#shared/sigma/types.ts"

/** What a site changes of a rule that others wrote, who did it, when and why. */
export interface Change {
  readonly disable?: true
  readonly level?: RuleLevel
  /** A selection: what the rule leaves out. */
  readonly except?: unknown
  readonly reason: string
  readonly author: string
  /** ISO 8601. */
  readonly at: string
  /** ISO 8601: when it is taken back by itself. */
  readonly until?: string
}

/** All that is changed of one rule. */
export interface RuleChanges {
  /** Id of the rule. */
  readonly rule: string
  /** Of what was read: whoever changes it says which they have seen. "" where nothing is changed. */
  readonly revision: string
  readonly changes: readonly Change[]
}

/** A change that can't be made: what is wrong, in words for who asked. */
export class OverlayError extends Error {}

/** Reads what `textOfChanges` wrote. @throws OverlayError where the text is another's */
export function changesIn(text: string, rule: string): Change[] {
  const value: unknown = parsed(text)
  const list = isMap(value) ? value["overlays"] : undefined
  if (!Array.isArray(list)) throw notOurs()
  return list.map((item: unknown) => {
    if (!isMap(item) || item["rule"] !== rule) throw notOurs()
    const { disable, level, except } = item
    const known = ruleLevels.find((name) => name === level)
    return {
      ...(disable === true && { disable }),
      ...(known && { level: known }),
      ...(except !== undefined && { except }),
      reason: wordsIn(item["reason"]),
      author: wordsIn(item["author"]),
      at: wordsIn(item["at"]),
      ...(item["until"] !== undefined && { until: wordsIn(item["until"]) }),
    }
  })
}

/** The rule that a file of changes is about. @throws OverlayError where it is about none or several */
export function ruleIn(text: string): string {
  const value: unknown = parsed(text)
  const list = isMap(value) ? value["overlays"] : undefined
  const first: unknown = Array.isArray(list) ? list[0] : undefined
  const rule = isMap(first) ? first["rule"] : undefined
  if (typeof rule !== "string") throw notOurs()
  return rule
}

function parsed(text: string): unknown {
  try {
    return Bun.YAML.parse(text)
  } catch {
    throw notOurs()
  }
}

const wordsIn = (value: unknown) => (typeof value === "string" ? value : "")

const notOurs = () =>
  new OverlayError("the file of this rule's changes was edited by hand: change it there")

/** In what a change consists, in words. */
export function changeText({ disable, level, except }: Change): string {
  if (disable) return "switched off"
  const parts = [
    level && `level ${level}`,
    except !== undefined && `leaves out ${JSON.stringify(except)}`,
  ]
  return parts.filter(Boolean).join(", ")
}
