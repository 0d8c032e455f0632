import type { Bound, Query } from "./query.ts"

/** What is wrong with a question, and at which character. */
export class QueryError extends Error {
  readonly position: number
  constructor(message: string, position: number) {
    super(message)
    this.name = "QueryError"
    this.position = position
  }
}

export const queryCharsMax = 10_000
export const queryDepthMax = 50
export const queryTermsMax = 500

const aTerm = 'a word, a "phrase", field:value or a bracket'
const aValue = 'a word, a "phrase", >=1 or [1 TO 5]'

/** A value as written: with its escapes, so that `\*` stays apart from `*`. */
interface Word {
  readonly raw: string
  readonly quoted: boolean
}

/**
 * Reads the console's query language. Throws `QueryError`.
 *
 *     or      = and { ("OR" | "||") and }
 *     and     = not { [ "AND" | "&&" ] not }
 *     not     = ("NOT" | "!" | "-") not | "(" or ")" | field ":" value | word | '"phrase"'
 *     value   = word | '"phrase"' | range | "(" value { [OR | AND] value } ")"
 *     range   = (">" | ">=" | "<" | "<=") word | ("[" | "{") word "TO" word ("]" | "}")
 */
export function parseQuery(text: string): Query {
  if (text.length > queryCharsMax)
    throw new QueryError(`a question has at most ${queryCharsMax} characters`, queryCharsMax)
  const parser = new Parser(text)
  parser.blank()
  if (parser.ended) return { is: "all" }
  const query = parser.or(undefined, 0)
  if (!parser.ended)
    throw new QueryError(`a bracket closes that none opened: ${aTerm} was expected`, parser.at)
  return query
}

class Parser {
  readonly text: string
  at = 0
  terms = 0
  constructor(text: string) {
    this.text = text
  }

  get ended(): boolean {
    return this.at >= this.text.length
  }

  /** @param field the field of `field:( ... )`, whose words are values */
  or(field: string | undefined, depth: number): Query {
    if (depth > queryDepthMax)
      throw new QueryError(`brackets nest at most ${queryDepthMax} deep`, this.at)
    const of = [this.and(field, depth)]
    while (this.takeWord("OR", "||")) of.push(this.and(field, depth))
    return of.length === 1 ? of[0]! : { is: "or", of }
  }

  and(field: string | undefined, depth: number): Query {
    const of = [this.not(field, depth)]
    for (;;) {
      const explicit = this.takeWord("AND", "&&")
      if (!explicit && (this.ended || this.next(")") || this.seesWord("OR", "||"))) break
      of.push(this.not(field, depth))
    }
    return of.length === 1 ? of[0]! : { is: "and", of }
  }

  not(field: string | undefined, depth: number): Query {
    let negated = false
    while (this.takeWord("NOT") || this.take("!") || this.take("-")) negated = !negated
    const query = this.primary(field, depth)
    return negated ? { is: "not", of: query } : query
  }

  primary(field: string | undefined, depth: number): Query {
    if (this.take("(")) return this.group(field, depth)
    if (++this.terms > queryTermsMax)
      throw new QueryError(`a question has at most ${queryTermsMax} terms`, this.at)
    if (field !== undefined) return this.value(field)
    const start = this.at
    const word = this.word(true)
    if (!word.quoted && word.raw !== "" && this.text[this.at] === ":") {
      this.at++
      return this.fieldQuery(plain(word.raw), start, depth)
    }
    return this.free(word, start)
  }

  group(field: string | undefined, depth: number): Query {
    const opened = this.at - 1
    this.blank()
    const query = this.or(field, depth + 1)
    if (!this.take(")")) throw new QueryError('a bracket is not closed: ")" was expected', opened)
    return query
  }

  fieldQuery(field: string, start: number, depth: number): Query {
    this.blank()
    if (this.ended) throw new QueryError(`"${field}:" lacks a value: ${aValue} was expected`, start)
    if (this.take("(")) return this.group(field, depth)
    return this.value(field)
  }

  value(field: string): Query {
    const start = this.at
    for (const sign of [">=", "<=", ">", "<"] as const)
      if (this.take(sign)) return this.compared(field, sign)
    if (this.take("[")) return this.span(field, true)
    if (this.take("{")) return this.span(field, false)
    const word = this.word(false)
    if (word.raw === "" && !word.quoted)
      throw new QueryError(`"${field}:" lacks a value: ${aValue} was expected`, start)
    if (field === "_exists_") return { is: "exists", field: plain(word.raw) }
    if (word.quoted || !hasWildcard(word.raw)) return { is: "term", field, value: plain(word.raw) }
    if (/^\*+$/.test(word.raw)) return { is: "exists", field }
    return { is: "wildcard", field, pattern: word.raw }
  }

  compared(field: string, sign: ">" | ">=" | "<" | "<="): Query {
    const start = this.at
    const word = this.word(false)
    if (word.raw === "")
      throw new QueryError(
        `"${sign}" lacks a value: a number, a word or a time was expected`,
        start,
      )
    const bound: Bound = { value: plain(word.raw), inclusive: sign.length === 2 }
    return sign.startsWith(">")
      ? { is: "range", field, above: bound }
      : { is: "range", field, below: bound }
  }

  span(field: string, fromInclusive: boolean): Query {
    const start = this.at - 1
    const from = this.word(false, "]}")
    if (!this.takeWord("TO")) throw new QueryError(`a range is written as [from TO to]`, start)
    const to = this.word(false, "]}")
    const inclusive = this.take("]")
    if (!inclusive && !this.take("}"))
      throw new QueryError('a range is not closed: "]" or "}" was expected', start)
    const open = (word: Word) => !word.quoted && (word.raw === "*" || word.raw === "")
    if (open(from) && open(to)) return { is: "exists", field }
    return {
      is: "range",
      field,
      ...(!open(from) && { above: { value: plain(from.raw), inclusive: fromInclusive } }),
      ...(!open(to) && { below: { value: plain(to.raw), inclusive } }),
    }
  }

  free(word: Word, start: number): Query {
    if (word.raw === "" && !word.quoted)
      throw new QueryError(`something is missing here: ${aTerm} was expected`, start)
    if (word.quoted) return { is: "text", text: plain(word.raw), phrase: true }
    if (/^\*+$/.test(word.raw)) return { is: "all" }
    if (hasWildcard(word.raw)) return { is: "wildcard", field: "message", pattern: word.raw }
    return { is: "text", text: plain(word.raw), phrase: false }
  }

  /** A quoted phrase, or what stands up to a blank, a bracket or (for a name) a colon. */
  word(name: boolean, closers = ""): Word {
    this.blank()
    if (this.text[this.at] === '"') return this.quoted()
    const start = this.at
    for (; !this.ended; this.at++) {
      const char = this.text[this.at]!
      if (char === "\\" && this.at + 1 < this.text.length) this.at++
      else if (/[\s()"]/.test(char) || closers.includes(char) || (name && char === ":")) break
    }
    const raw = this.text.slice(start, this.at)
    if (!name || this.text[this.at] !== ":") this.blank()
    return { raw, quoted: false }
  }

  quoted(): Word {
    const start = ++this.at
    for (; !this.ended; this.at++) {
      const char = this.text[this.at]
      if (char === "\\") this.at++
      else if (char === '"') {
        const raw = this.text.slice(start, this.at++)
        this.blank()
        return { raw, quoted: true }
      }
    }
    throw new QueryError(`a quotation mark is not closed: another '"' was expected`, start - 1)
  }

  blank(): void {
    while (!this.ended && /\s/.test(this.text[this.at]!)) this.at++
  }

  next(sign: string): boolean {
    return this.text.startsWith(sign, this.at)
  }

  take(sign: string): boolean {
    if (!this.next(sign)) return false
    this.at += sign.length
    this.blank()
    return true
  }

  /** An operator is a word of its own: `ORacle` is none, `NOT(` is one. */
  seesWord(...words: readonly string[]): string | undefined {
    return words.find((word) => {
      const after = this.text[this.at + word.length]
      const ends = !/^[A-Z]/.test(word) || after === undefined || /[\s()"]/.test(after)
      return this.next(word) && ends
    })
  }

  takeWord(...words: readonly string[]): boolean {
    const word = this.seesWord(...words)
    return word !== undefined && this.take(word)
  }
}

const plain = (raw: string): string => raw.replace(/\\(.)/gsu, "$1")

const hasWildcard = (raw: string): boolean => /[*?]/.test(raw.replace(/\\./gsu, ""))
