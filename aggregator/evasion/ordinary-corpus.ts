import { readFileSync } from "node:fs"
import { chanceOf } from "#shared/chance.ts"
import { canonical } from "./features.ts"
import type { TextKind } from "./kinds.ts"
import { filled } from "./ordinary/fill.ts"
import { ordinaryWords } from "./ordinary/words.ts"

export interface OrdinaryText {
  readonly text: string
  readonly kind: TextKind
}

/** Files of forms, one a line, and how many texts are made of them. */
const files: readonly (readonly [string, TextKind, number])[] = [
  ["windows", "process_creation", 4000],
  ["linux", "process_creation", 4000],
  ["powershell", "powershell", 1500],
  ["web", "proxy", 2500],
  ["registry", "registry", 2500],
]

/**
 * Ordinary texts, written by this project's own forms: what a model starts from until it is trained
 * on a site's own events. Each is different once it is plain; the same seed gives the same ones. Those
 * that `ordinary.txt` holds are left out: the model is tried on them.
 */
export function ordinaryTexts(seed = 1): OrdinaryText[] {
  const heldOut = linesIn("ordinary.txt").map((text) => canonical(text))
  const known = new Set(heldOut.map((plain) => `process_creation ${plain}`))
  return files.flatMap(([name, kind, count]) => {
    const isNew = (text: string) => {
      const key = `${kind} ${canonical(text)}`
      return !known.has(key) && known.add(key)
    }
    return distinct(linesIn(`ordinary/${name}.txt`), count, seed, isNew).map((text) => ({
      text,
      kind,
    }))
  })
}

function linesIn(file: string): string[] {
  const text = readFileSync(new URL(file, import.meta.url), "utf8")
  return text.split("\n").filter((line) => line.trim() !== "")
}

const roundsMax = 200

/** Each form in turn until there are enough, or they can't give as many. */
function distinct(
  forms: readonly string[],
  count: number,
  seed: number,
  isNew: (text: string) => unknown,
): string[] {
  const chance = chanceOf(seed)
  const found: string[] = []
  for (let round = 0; round < roundsMax; round++)
    for (const form of forms) {
      if (found.length >= count) return found
      const text = filled(form, ordinaryWords, chance)
      if (isNew(text)) found.push(text)
    }
  return found
}
