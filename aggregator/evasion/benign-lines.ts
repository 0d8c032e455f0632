import { CommandError } from "#shared/config/command.ts"
import { type TextKind, textKinds, textOfEvent } from "./kinds.ts"
import type { Benign } from "./train.ts"

/** NDJSON of `{"text", "kind"}`, or of events. @throws CommandError */
export async function benignOfFile(file: string): Promise<Benign[]> {
  if (!(await Bun.file(file).exists())) throw new CommandError(`no such file: ${file}`, 65)
  const benign: Benign[] = []
  for (const [i, line] of (await Bun.file(file).text()).split("\n").entries())
    if (line.trim() !== "") benign.push(...benignOfLine(line, `${file}:${i + 1}`))
  return benign
}

function benignOfLine(line: string, place: string): Benign[] {
  const value = recordOf(line, place)
  if (typeof value["text"] === "string")
    return [{ text: value["text"], kind: kindOfText(value, place) }]
  const found = textOfEvent(value)
  return found ? [{ text: found.text, kind: found.kind }] : []
}

/** @throws CommandError */
export function recordOf(line: string, place: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>
  } catch {}
  throw new CommandError(`${place}: not a JSON object: ${line.slice(0, 80)}`, 65)
}

/** @throws CommandError */
export function kindOfText({ kind }: Readonly<Record<string, unknown>>, place: string): TextKind {
  const known = textKinds.find((name) => name === (kind ?? "process_creation"))
  if (!known) throw new CommandError(`${place}: kind is none of ${textKinds.join(", ")}`, 65)
  return known
}
