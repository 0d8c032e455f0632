import { put } from "#shared/ecs/fit.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf } from "./options.ts"

/** `dissect: {field, pattern: "%{a} - %{b}"}`: cuts at the literals; `%{}` skips. All or nothing. */
export const dissect: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"] ?? "message", "field")
  const parts = textOf(options["pattern"], "pattern").split(/%\{([^}]*)\}/)
  const names = parts.filter((_, i) => i % 2 === 1).map((name) => (name === "" ? "" : target(name)))
  const literals = parts.filter((_, i) => i % 2 === 0)
  return (event) => {
    const text = read(event, field)
    const values = text === undefined ? undefined : cut(text, literals)
    if (!values) return
    for (const [i, name] of names.entries()) if (name !== "") put(event, name, values[i]!)
  }
}

function cut(text: string, literals: readonly string[]): string[] | undefined {
  if (!text.startsWith(literals[0]!)) return undefined
  const values: string[] = []
  let at = literals[0]!.length
  for (const literal of literals.slice(1)) {
    const next = literal === "" ? text.length : text.indexOf(literal, at)
    if (next < 0) return undefined
    values.push(text.slice(at, next))
    at = next + literal.length
  }
  return values
}
