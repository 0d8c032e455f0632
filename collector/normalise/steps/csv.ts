import { put } from "#shared/ecs/fit.ts"
import { cellsOf } from "../../separated.ts"
import type { StepMaker } from "../rule.ts"
import { optionsOf, read, target, textOf, textsOf } from "./options.ts"

/** `csv: {field, columns: [field or "", …], separator?, quote?}`: empty cells and "" are skipped. */
export const csv: StepMaker = (value) => {
  const options = optionsOf(value)
  const field = textOf(options["field"] ?? "message", "field")
  const separator = textOf(options["separator"] ?? ",", "separator")
  const quote = textOf(options["quote"] ?? '"', "quote")
  const columns = textsOf(options["columns"], "columns").map((name) => name && target(name))
  return (event) => {
    const text = read(event, field)
    if (text === undefined) return
    const cells = cellsOf(text, separator, quote)
    for (const [i, name] of columns.entries()) {
      const cell = cells[i]?.trim()
      if (name && cell) put(event, name, cell)
    }
  }
}
