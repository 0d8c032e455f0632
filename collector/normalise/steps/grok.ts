import type { Event } from "#shared/ecs/event.ts"
import { put } from "#shared/ecs/fit.ts"
import { type SafeRegex, safeRegex } from "#shared/regex/safe.ts"
import type { StepMaker } from "../rule.ts"
import { grokPatterns } from "./grok-patterns.ts"
import { optionsOf, read, target, textOf, textsOf } from "./options.ts"

/** Characters of a text that a pattern is tried on. */
const patternTextCharsMax = 16 * 1024

interface Compiled {
  readonly pattern: SafeRegex
  readonly fields: readonly string[]
}

/**
 * `grok: {field, patterns: [...], definitions?: {NAME: regex}}`: the first pattern that matches the
 * whole text writes its captures. `%{NAME:field}` captures, `%{NAME}` only matches. With `head: true` a
 * text that is too long is cut: for records whose start alone matters.
 */
export const grok: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"] ?? "message", "field")
  const own = optionsOf(options["definitions"] ?? {})
  const isHead = options["head"] === true
  const patterns = textsOf(options["patterns"], "patterns").map((text) => compile(text, own))
  return (event) => {
    const whole = read(event, field)
    const text = isHead ? whole?.slice(0, patternTextCharsMax) : whole
    if (text === undefined || text.length > patternTextCharsMax) return
    patterns.some((compiled) => matches(compiled, text, event))
  }
}

function matches({ pattern, fields }: Compiled, text: string, event: Event): boolean {
  const found = pattern.exec(text)
  if (!found) return false
  for (const [i, field] of fields.entries()) {
    const captured = found[i + 1]
    if (captured !== undefined && captured !== "") put(event, field, captured)
  }
  return true
}

const reference = /%\{(\w+)(?::([^}:]+))?\}/g

function compile(text: string, own: Readonly<Record<string, unknown>>): Compiled {
  const fields: string[] = []
  const source = text.replace(reference, (_whole, name: string, field?: string) => {
    const known = Object.hasOwn(own, name) ? own[name] : undefined
    const body = known ?? (Object.hasOwn(grokPatterns, name) ? grokPatterns[name] : undefined)
    if (typeof body !== "string") throw new Error(`grok: unknown pattern %{${name}}`)
    if (field === undefined) return `(?:${body})`
    fields.push(target(field))
    return `(${body})`
  })
  const pattern = safeRegex(`^(?:${source})$`, "s")
  const groups = new RegExp(`${pattern.source}|`, "s").exec("")!.length - 1
  if (groups !== fields.length) throw new Error(`grok: write (?:…) for (…) in "${text}"`)
  return { pattern, fields }
}
