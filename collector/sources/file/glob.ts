import { readdir } from "node:fs/promises"
import { join, resolve, sep } from "node:path"

/** Folders below a `**`. */
const depthMax = 64
/** Names that one look may find, whatever the patterns. */
const namesMax = 1_000_000

/** Told of what can't be looked into. */
export type OnProblem = (path: string, cause: unknown) => void

/** Finds the paths that a pattern matches. What they are (a file, a folder) is left open. */
export interface Pattern {
  find(onProblem: OnProblem): Promise<readonly string[]>
  matches(path: string): boolean
}

const isWild = (part: string) => /[*?[{\\]/.test(part)

/** @throws if a brace is left open or spans folders */
export function patternOf(text: string): Pattern {
  const parts = resolve(text).split(sep).slice(1)
  const unbalanced = parts.find((part) => part.split("{").length !== part.split("}").length)
  if (unbalanced !== undefined)
    throw new Error(`braces must open and close within one name: ${text}`)
  const steps = parts.map(stepOf)
  const whole = new Bun.Glob(resolve(text))
  return {
    matches: (path) => whole.match(path),
    async find(onProblem) {
      const found: string[] = []
      await walk(sep, steps, 0, found, { left: namesMax }, onProblem)
      return found
    },
  }
}

type Step =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "any"; readonly matches: (name: string) => boolean }
  | { readonly kind: "folders" }

function stepOf(part: string): Step {
  if (part === "**") return { kind: "folders" }
  if (!isWild(part)) return { kind: "name", name: part }
  const glob = new Bun.Glob(part)
  const takesHidden = part.startsWith(".")
  return {
    kind: "any",
    matches: (name) => (takesHidden || !name.startsWith(".")) && glob.match(name),
  }
}

async function walk(
  folder: string,
  steps: readonly Step[],
  depth: number,
  found: string[],
  budget: { left: number },
  onProblem: OnProblem,
): Promise<void> {
  const [step, ...rest] = steps
  if (!step) return
  if (step.kind === "name") {
    const path = join(folder, step.name)
    if (rest.length === 0) found.push(path)
    else await walk(path, rest, depth, found, budget, onProblem)
    return
  }
  if (step.kind === "folders") await walk(folder, rest, depth, found, budget, onProblem)
  for (const entry of await entriesOf(folder, onProblem)) {
    if (--budget.left < 0) return
    const path = join(folder, entry.name)
    if (step.kind === "folders") {
      if (entry.isDirectory() && !entry.name.startsWith(".") && depth < depthMax)
        await walk(path, steps, depth + 1, found, budget, onProblem)
    } else if (step.matches(entry.name)) {
      if (rest.length === 0) found.push(path)
      else if (entry.isDirectory() || entry.isSymbolicLink())
        await walk(path, rest, depth, found, budget, onProblem)
    }
  }
}

async function entriesOf(folder: string, onProblem: OnProblem) {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code !== "ENOENT" && code !== "ENOTDIR") onProblem(folder, cause)
    return []
  }
}
