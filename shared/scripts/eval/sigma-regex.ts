import { loadRules } from "../../sigma/rules.ts"
import { compileValue } from "../../sigma/value.ts"
import { sigmaFolders } from "./corpora.ts"
import { craftedTexts } from "./crafted-texts.ts"

const charsOfText = 8000
const limitMs = 50
const shownMax = 10
const tries = 3

interface Pattern {
  readonly rule: string
  readonly source: string
  readonly modifiers: readonly string[]
}

/** The worst time of each regular expression of the collection on texts made to stall it. */
export async function regexTable(): Promise<number> {
  const patterns = patternsOf(loadRules(sigmaFolders).rules)
  const rows = patterns.map((pattern) => ({ ...pattern, ...worstOf(pattern) }))
  rows.sort((a, b) => b.worstMs - a.worstMs)
  const slow = rows.filter(({ worstMs }) => worstMs > limitMs)
  console.log(
    `regular expressions: ${rows.length} on ${charsOfText} crafted characters, worst ` +
      `${rows[0]?.worstMs.toFixed(1)} ms, ${slow.length} over ${limitMs} ms`,
  )
  for (const { worstMs, rule, source } of rows.slice(0, Math.max(shownMax, slow.length))) {
    console.log(`  ${worstMs.toFixed(1).padStart(7)} ms  ${rule}  ${source.slice(0, 90)}`)
  }
  return slow.length === 0 ? 0 : 1
}

function patternsOf(rules: readonly { readonly id: string; readonly text: string }[]): Pattern[] {
  const found = new Map<string, Pattern>()
  for (const { id, text } of rules) {
    walk(Bun.YAML.parse(text), (source, modifiers) =>
      found.set(`${modifiers.join("|")} ${source}`, { rule: id, source, modifiers }),
    )
  }
  return [...found.values()]
}

function walk(value: unknown, found: (source: string, modifiers: string[]) => void): void {
  if (Array.isArray(value)) for (const item of value) walk(item, found)
  if (typeof value !== "object" || value === null || Array.isArray(value)) return
  for (const [key, inner] of Object.entries(value)) {
    const [, ...modifiers] = key.split("|")
    if (modifiers[0] !== "re") walk(inner, found)
    else for (const source of [inner].flat()) found(String(source), modifiers)
  }
}

/** The best of a few tries, so that another process's turn is not counted. */
function worstOf({ source, modifiers }: Pattern): { worstMs: number } {
  const { test } = compileValue(
    source,
    modifiers.filter((modifier) => modifier !== "all"),
  )
  let worstMs = 0
  for (const text of craftedTexts(source, modifiers.slice(1).join(""), charsOfText)) {
    let best = Number.POSITIVE_INFINITY
    for (let attempt = 0; attempt < tries && best > worstMs; attempt++) {
      const started = performance.now()
      test(text)
      best = Math.min(best, performance.now() - started)
    }
    worstMs = Math.max(worstMs, best)
  }
  return { worstMs }
}
