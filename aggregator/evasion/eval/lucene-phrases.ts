/**
 * The quoted phrases that a Lucene filter asks for in a field, none of what stands under NOT.
 *
 *     or    := and ("OR" and)*
 *     and   := not ("AND" not)*
 *     not   := "NOT" not | "(" or ")" | FIELD ":" ( PHRASE | WORD | "(" or ")" ) | PHRASE | WORD
 */
export function phrasesOf(filter: string, field: string): string[] {
  const tokens = [...filter.matchAll(token)].map(([text]) => text)
  const found: string[] = []
  let at = 0

  const isOf = (name: string) => name === field || name.startsWith(`${field}|`)

  const one = (name: string, isAsked: boolean): void => {
    const text = tokens[at++]
    if (text === undefined) return
    if (text === "NOT") one(name, !isAsked)
    else if (text === "(") group(name, isAsked)
    else if (text.endsWith(":")) one(text.slice(0, -1).trim(), isAsked)
    else if (isAsked && isOf(name) && text.startsWith('"')) found.push(text.slice(1, -1))
  }

  const group = (name: string, isAsked: boolean): void => {
    while (at < tokens.length && tokens[at] !== ")") {
      if (tokens[at] === "AND" || tokens[at] === "OR") at++
      else one(name, isAsked)
    }
    at++
  }

  while (at < tokens.length) group("", true)
  return found
}

const token = /"(?:\\.|[^"\\])*"|[()]|(?:\\.|[^\s():"\\])+\s*:|(?:\\.|[^\s()":\\])+/gs
