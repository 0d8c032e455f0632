import { fieldNameOf } from "./question.ts"

const columnsMax = 20

/** A query that asks for one thing more; what stands in it with OR is kept together. */
export function narrowed(q: string | undefined, term: string, isNot = false): string {
  const added = isNot ? `NOT ${term}` : term
  const kept = q?.trim() ?? ""
  if (kept === "") return added
  return /\bOR\b|\|\|/.test(kept) ? `(${kept}) AND ${added}` : `${kept} AND ${added}`
}

/** The names in `columns=a,b`, each once. Throws an `InputError` for one that is too long. */
export function columnsOf(text: string | undefined, usual: readonly string[]): readonly string[] {
  const names = (text ?? "").split(",").map((name) => name.trim())
  const known = new Set(names.filter((name) => fieldNameOf(name) !== undefined))
  return known.size === 0 ? usual : [...known].slice(0, columnsMax)
}

/** The next state of `columns`: a name put in or, where it is there, left out. */
export function toggled(columns: readonly string[], name: string): string {
  const rest = columns.filter((one) => one !== name)
  return (rest.length < columns.length ? rest : [...columns, name]).join(",")
}

/** One place to the left. */
export function moved(columns: readonly string[], name: string): string {
  const at = columns.indexOf(name)
  if (at < 1) return columns.join(",")
  return columns
    .with(at - 1, name)
    .with(at, columns[at - 1]!)
    .join(",")
}
