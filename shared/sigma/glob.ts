import { any, dash, dashes, one, type Token } from "./pattern.ts"

/** Tokens of which each literal is a whole character, not half of a surrogate pair. */
export function wholeCharacters(tokens: readonly Token[]): Token[] {
  const whole: Token[] = []
  for (const token of tokens) {
    const last = whole.at(-1)
    const joined = typeof last === "string" && typeof token === "string" ? last + token : ""
    if (/^[\ud800-\udbff][\udc00-\udfff]$/.test(joined)) whole[whole.length - 1] = joined
    else whole.push(token)
  }
  return whole
}

/** Whether the pattern matches all of the characters: a failure goes back to the last `*` alone. */
export function glob(tokens: readonly Token[], characters: readonly string[]): boolean {
  let at = 0
  let index = 0
  let star = -1
  let from = 0
  while (at < characters.length) {
    const token = tokens[index]
    if (token === any) {
      star = index++
      from = at
    } else if (token !== undefined && takes(token, characters[at] as string)) {
      index++
      at++
    } else if (star >= 0) {
      index = star + 1
      at = ++from
    } else return false
  }
  while (tokens[index] === any) index++
  return index === tokens.length
}

const takes = (token: Token, character: string): boolean =>
  token === one || (token === dash ? dashes.includes(character) : token === character)
