import { isMap } from "./selection.ts"

/** Values by the name of their placeholder. */
export type Placeholders = ReadonlyMap<string, readonly string[]>

/** Values that one item may expand to. */
const expandedMax = 20_000

const placeholder = /%([^%\s]+)%/

/**
 * Writes out what `expand` asks for: each `%name%` becomes one of the name's values, which are read
 * as Sigma reads texts. Throws where a name has no values.
 */
export function expandPlaceholders(selection: unknown, placeholders: Placeholders): unknown {
  if (Array.isArray(selection)) {
    return selection.map((item) => expandPlaceholders(item, placeholders))
  }
  if (!isMap(selection)) return selection
  if (!Object.keys(selection).some((key) => key.includes("|expand"))) return selection
  return Object.fromEntries(
    Object.entries(selection).map(([key, value]) => {
      const [field = "", ...modifiers] = key.split("|")
      if (!modifiers.includes("expand")) return [key, value]
      const rest = modifiers.filter((modifier) => modifier !== "expand")
      const values = (Array.isArray(value) ? value : [value]).map((one) =>
        expand(one, key, placeholders),
      )
      if (rest.includes("all") && values.some(({ length }) => length > 1)) {
        throw new Error(
          `"${key}" cannot hold all of a placeholder's values at once: leave out "all"`,
        )
      }
      return [[field, ...rest].join("|"), values.flat()]
    }),
  )
}

function expand(value: unknown, key: string, placeholders: Placeholders): unknown[] {
  if (typeof value !== "string") return [value]
  const [whole, name] = placeholder.exec(value) ?? []
  if (whole === undefined || name === undefined) return [value]
  const values = placeholders.get(name)
  if (!values || values.length === 0) {
    throw new Error(
      `"${key}" needs values for the placeholder %${name}%: ` +
        `write them to placeholders/${name}.txt in a folder of rules, one a line`,
    )
  }
  const [before = "", ...after] = value.split(whole)
  const expanded = values.flatMap((one) =>
    expand(after.join(whole), key, placeholders).map((rest) => before + one + rest),
  )
  if (expanded.length > expandedMax) throw new Error(`"${key}" expands to too many values`)
  return expanded
}

/** Reads a file of placeholders: a list of lines named by the file, or YAML of names and values. */
export function readPlaceholders(file: string, text: string): [string, string[]][] {
  const name = file.replace(/^.*\//, "").replace(/\.[^.]*$/, "")
  if (!/\.ya?ml$/.test(file)) {
    const lines = text.split("\n").map((line) => line.replace(/\r$/, ""))
    return [[name, lines.filter((line) => line.trim() !== "" && !line.startsWith("#"))]]
  }
  const value: unknown = Bun.YAML.parse(text)
  if (!isMap(value)) throw new Error("a file of placeholders is a map of names to their values")
  return Object.entries(value).map(([key, values]) => [key, [values].flat().map(String)])
}
