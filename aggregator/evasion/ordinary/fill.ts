import type { Chance } from "#shared/chance.ts"

/**
 * Words that stand for a name in a text: `«name»`; `«a|b»` is one of these, at once, and a bar in one of
 * them is written as `\|`.
 */
export type Words = Readonly<Record<string, readonly string[]>>

const bar = /(?<!\\)\|/
const part = /«([^«»]*)»/
const depthMost = 200

/** One text of a form, with its parts chosen. */
export function filled(form: string, words: Words, chance: Chance): string {
  let text = form
  for (let depth = 0; depth < depthMost; depth++) {
    const found = part.exec(text)
    if (!found) break
    const [whole, inner = ""] = found
    const chosen = inner.includes("|")
      ? chance.pick(inner.split(bar))
      : (numbered(inner, chance) ?? chance.pick(words[inner] ?? [inner]))
    text = text.slice(0, found.index) + chosen + text.slice(found.index + whole.length)
  }
  return text.replaceAll("\\|", "|")
}

/** `#4`: a number of four digits; `%8`: eight hexadecimal ones. */
function numbered(inner: string, chance: Chance): string | undefined {
  const digits = Number(inner.slice(1))
  if (inner[0] !== "#" && inner[0] !== "%") return undefined
  const base = inner[0] === "#" ? 10 : 16
  return Array.from({ length: digits }, (_, i) =>
    chance.between(i === 0 ? 1 : 0, base - 1).toString(base),
  ).join("")
}
