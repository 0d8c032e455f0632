import { allOf, anyOf, type Check, not } from "./check.ts"

/**
 * Compiles a Sigma condition over the named searches of a rule.
 *
 *     or    = and { "or" and }
 *     and   = not { "and" not }
 *     not   = "not" not | atom
 *     atom  = "(" or ")" | ("1" | "any" | "all") "of" ("them" | pattern) | name
 */
export function compileCondition(text: string, searches: ReadonlyMap<string, Check>): Check {
  const parser = new Parser(tokensOf(text), searches)
  const check = parser.or()
  if (parser.next !== undefined) throw new Error(`the condition has an unexpected "${parser.next}"`)
  return check
}

/** Longest condition and deepest nesting that is read. */
const conditionCharsMax = 16_384
const nestingMax = 64

function tokensOf(text: string): string[] {
  if (text.length > conditionCharsMax) throw new Error("the condition is too long")
  if (text.includes("|")) {
    throw new Error("the condition pipes into an aggregation: write a correlation rule instead")
  }
  return text.match(/[()]|[^\s()]+/g) ?? []
}

class Parser {
  readonly #tokens: readonly string[]
  readonly #searches: ReadonlyMap<string, Check>
  #at = 0
  #depth = 0

  constructor(tokens: readonly string[], searches: ReadonlyMap<string, Check>) {
    this.#tokens = tokens
    this.#searches = searches
  }

  get next(): string | undefined {
    return this.#tokens[this.#at]
  }

  or(): Check {
    const checks = [this.#and()]
    while (this.#accept("or")) checks.push(this.#and())
    return anyOf(checks)
  }

  #and(): Check {
    const checks = [this.#not()]
    while (this.#accept("and")) checks.push(this.#not())
    return allOf(checks)
  }

  #not(): Check {
    if (++this.#depth > nestingMax) throw new Error("the condition is nested too deep")
    const check = this.#accept("not") ? not(this.#not()) : this.#atom()
    this.#depth--
    return check
  }

  #atom(): Check {
    if (this.#accept("(")) {
      const check = this.or()
      if (!this.#accept(")")) throw new Error('the condition lacks a ")"')
      return check
    }
    const word = this.next
    if (word === undefined) throw new Error("the condition ends too early")
    this.#at++
    if (this.next?.toLowerCase() === "of") {
      if (!/^(1|any|all)$/i.test(word)) throw new Error(`"${word} of" is none of 1, any and all of`)
      this.#at++
      return this.#quantified(word.toLowerCase() === "all")
    }
    return this.#named(word)
  }

  #quantified(all: boolean): Check {
    const pattern = this.next ?? ""
    this.#at++
    const names = [...this.#searches.keys()].filter((name) => covers(pattern, name))
    if (names.length === 0)
      throw new Error(`the condition asks for "${pattern}", which is not there`)
    const checks = names.map((name) => this.#named(name))
    return all ? allOf(checks) : anyOf(checks)
  }

  #named(name: string): Check {
    const check = this.#searches.get(name)
    if (!check) throw new Error(`the condition names "${name}", which the detection has not`)
    return check
  }

  #accept(word: string): boolean {
    if (this.next?.toLowerCase() !== word) return false
    this.#at++
    return true
  }
}

/** Patterns pass over the names that start with `_`, unless they do so themselves. */
function covers(pattern: string, name: string): boolean {
  if (name.startsWith("_") && !pattern.startsWith("_")) return false
  if (pattern === "them") return true
  const parts = pattern.split("*")
  const [first = "", ...rest] = parts
  if (rest.length === 0) return pattern === name
  const last = rest.pop() as string
  if (!name.startsWith(first) || name.length < first.length + last.length) return false
  let at = first.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return name.endsWith(last) && at <= name.length - last.length
}
